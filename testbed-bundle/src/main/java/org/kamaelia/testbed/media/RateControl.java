package org.kamaelia.testbed.media;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides how fast a flow of media is: one for each flow. To try another one, write one class with
 * a constructor that takes nothing, and give its name to {@link #named} or to an experiment.
 *
 * <p>Called where its {@link MediaSender} runs. Rates are in bits a second of RTP packets, headers
 * of UDP and IP left out.
 */
@ConsumerType
public interface RateControl {

  /** One word. */
  String name();

  /**
   * The flow begins.
   *
   * @param range what it may do
   * @param now in nanoseconds of the sender's clock
   */
  void begin(RateRange range, long now);

  /** A report has come. */
  void feedback(Feedback feedback);

  /**
   * The rate that the encoder is asked for.
   *
   * @param buffered bytes that wait at the sender
   */
  long encoderRate(int buffered);

  /**
   * How fast packets leave the sender; {@link Long#MAX_VALUE} for as they come.
   *
   * @param buffered bytes that wait at the sender
   */
  default long sendingRate(int buffered) {
    return Long.MAX_VALUE;
  }

  /**
   * A new one: {@code nada} for {@link Nada}, {@code fixed} for {@link FixedRate}, or what a class
   * of this name makes.
   *
   * @throws IllegalArgumentException if there is none
   */
  static RateControl named(String name) {
    return switch (name) {
      case "nada" -> new Nada();
      case "fixed" -> new FixedRate();
      default -> NamedControl.of(name, RateControl.class, "a rate control is nada, fixed");
    };
  }
}
