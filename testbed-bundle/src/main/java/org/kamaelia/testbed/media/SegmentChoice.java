package org.kamaelia.testbed.media;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides at which rate a player asks for its next segment. Called where its {@link SegmentPlayer}
 * runs, before each request. To try another one, write one class with a constructor that takes
 * nothing, and give its name to {@link #named} or to an experiment.
 */
@ConsumerType
@FunctionalInterface
public interface SegmentChoice {

  /** The rung of the ladder, from 0. */
  int next(PlayerState state);

  /**
   * By throughput: the highest rung below a share of the harmonic mean of what the last segments
   * had (Jiang et al., FESTIVE, 2012, have 20 of them and 0.85). The lowest at first.
   *
   * @param last how many segments
   * @param share of the mean
   */
  static SegmentChoice throughput(int last, double share) {
    return new ThroughputChoice(last, share);
  }

  /**
   * By buffer: BBA-0 of Huang et al., "A Buffer-Based Approach to Rate Adaptation", 2014, algorithm
   * 1, with reservoir and cushion as in the paper: 90 and 126 of each 240 seconds that may wait.
   */
  static SegmentChoice buffer() {
    return new BufferChoice();
  }

  /**
   * By utility and buffer: BOLA-BASIC of Spiteri et al., "BOLA: Near-Optimal Bitrate Adaptation for
   * Online Videos", 2016, with gamma p = 5 and V as large as the buffer allows.
   */
  static SegmentChoice bola() {
    return new BolaChoice();
  }

  /**
   * A new one: {@code throughput} of five segments and 0.85, {@code buffer}, {@code bola}, or what
   * a class of this name makes.
   *
   * @throws IllegalArgumentException if there is none
   */
  static SegmentChoice named(String name) {
    return switch (name) {
      case "throughput" -> throughput(5, 0.85);
      case "buffer" -> buffer();
      case "bola" -> bola();
      default -> NamedControl.of(name, SegmentChoice.class, "a choice is throughput, buffer, bola");
    };
  }
}
