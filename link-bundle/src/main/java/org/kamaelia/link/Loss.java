package org.kamaelia.link;

import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Which packets the wire loses. A model is immutable and serves any number of links; each link
 * begins a {@link Pattern} of its own, which may remember. A new model is a lambda expression.
 */
@ConsumerType
@FunctionalInterface
public interface Loss {
  /** None is lost. */
  Loss NONE = new Losses.Bernoulli(0);

  /** Decides for the packets of one link, in the order in which they are sent into the wire. */
  @ConsumerType
  @FunctionalInterface
  interface Pattern {
    /**
     * Whether this packet is lost.
     *
     * @param now when its last bit is sent, in nanoseconds of the link's timeline
     */
    boolean loses(Packet packet, long now);
  }

  /**
   * Begins.
   *
   * @param random the link's own, for nothing but loss
   */
  Pattern begin(RandomGenerator random);

  /** Each packet with the same probability, whatever became of the others. */
  static Loss bernoulli(double probability) {
    return new Losses.Bernoulli(Probability.check("loss", probability));
  }

  /**
   * Exactly these packets, counted from 1 as they are sent into the wire.
   *
   * @param numbers in any order
   */
  static Loss packets(int... numbers) {
    var bits = new BitSet();
    for (int number : numbers) {
      if (number < 1) {
        throw new IllegalArgumentException("packets are counted from 1, so there is no " + number);
      }
      bits.set(number - 1);
    }
    return new Losses.Listed(bits, Integer.MAX_VALUE);
  }

  /**
   * As a pattern says, over and over again.
   *
   * @param pattern for each packet a 1 if it is lost and a 0 if it passes; spaces and line ends are
   *     for the reader
   */
  static Loss repeating(String pattern) {
    boolean[] lost = pattern(pattern);
    var bits = new BitSet();
    for (int i = 0; i < lost.length; i++) {
      bits.set(i, lost[i]);
    }
    return new Losses.Listed(bits, lost.length);
  }

  /**
   * Reads what {@link #repeating} does, for instance for {@link GilbertElliott#fit}.
   *
   * @throws IllegalArgumentException if there is something else than 0, 1 and white space, or
   *     nothing
   */
  static boolean[] pattern(String pattern) {
    var packets = new BitSet();
    int count = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '0' || c == '1') {
        packets.set(count++, c == '1');
      } else if (!Character.isWhitespace(c)) {
        throw new IllegalArgumentException(
            "a loss pattern is of 0 and 1, not " + c + " (character " + (i + 1) + ")");
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException("an empty loss pattern");
    }
    var lost = new boolean[count];
    packets.stream().forEach(i -> lost[i] = true);
    return lost;
  }
}
