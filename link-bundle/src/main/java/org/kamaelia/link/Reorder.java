package org.kamaelia.link;

/**
 * Which packets of a link come out of order.
 *
 * @param probability how probable it is that a packet is held back, 0 to 1; those behind it pass
 * @param extra how much longer such a packet is on the wire
 * @param byDelay whether also the delays themselves may change the order. If not, a packet whose
 *     delay is short waits for the one before it, and follows it no closer than the rate lets it.
 */
public record Reorder(double probability, Delay extra, boolean byDelay) {
  /** All come out in the order in which they were sent, whatever their delays. */
  public static final Reorder NONE = new Reorder(0, Delay.NONE, false);

  /** Each packet comes out after its own delay, whatever the others do. */
  public static final Reorder BY_DELAY = new Reorder(0, Delay.NONE, true);

  /**
   * Checks the probability.
   *
   * @throws IllegalArgumentException if it is none
   */
  public Reorder {
    Probability.check("reorder", probability);
  }

  /**
   * Holds some packets back.
   *
   * @param probability of each packet, 0 to 1
   * @param extra how much later such a packet comes
   */
  public static Reorder late(double probability, Delay extra) {
    return new Reorder(probability, extra, false);
  }
}
