package org.kamaelia.link;

import java.time.Duration;

/**
 * What a {@link Link} does to the packets of one direction. Immutable: each {@code with} gives
 * another one.
 *
 * @param delay how long a packet is on the wire, after its last bit was sent
 * @param loss which packets the wire loses; they have used the rate all the same
 * @param rate how fast packets are sent into the wire
 * @param queue what becomes of the packets that wait for it
 * @param mtu the longest packet in bytes, IP header included
 * @param reorder which packets come out of order
 * @param duplicate how probable it is that a packet comes out twice, 0 to 1
 * @param corrupt how probable it is that a packet comes out with a bit turned round, 0 to 1
 */
public record LinkSpec(
    Delay delay,
    Loss loss,
    Rate rate,
    Discipline queue,
    int mtu,
    Reorder reorder,
    double duplicate,
    double corrupt) {

  private static final LinkSpec IDEAL =
      new LinkSpec(
          Delay.NONE,
          Loss.NONE,
          Rate.UNLIMITED,
          DropTail.UNLIMITED,
          Integer.MAX_VALUE,
          Reorder.NONE,
          0,
          0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public LinkSpec {
    if (mtu < 1) {
      throw new IllegalArgumentException("an MTU of " + mtu + " bytes: nothing would pass");
    }
    Probability.check("duplicate", duplicate);
    Probability.check("corrupt", corrupt);
  }

  /** No delay, no loss, no limit: packets come out as they went in. */
  public static LinkSpec ideal() {
    return IDEAL;
  }

  /** With another delay. */
  public LinkSpec withDelay(Delay to) {
    return new LinkSpec(to, loss, rate, queue, mtu, reorder, duplicate, corrupt);
  }

  /** With the same delay for all packets. */
  public LinkSpec withDelay(Duration to) {
    return withDelay(Delay.constant(to));
  }

  /** With another loss. */
  public LinkSpec withLoss(Loss to) {
    return new LinkSpec(delay, to, rate, queue, mtu, reorder, duplicate, corrupt);
  }

  /** With independent loss of this probability. */
  public LinkSpec withLoss(double probability) {
    return withLoss(Loss.bernoulli(probability));
  }

  /** With another rate. */
  public LinkSpec withRate(Rate to) {
    return new LinkSpec(delay, loss, to, queue, mtu, reorder, duplicate, corrupt);
  }

  /** With a constant rate in bits per second. */
  public LinkSpec withRate(long bitsPerSecond) {
    return withRate(Rate.constant(bitsPerSecond));
  }

  /** With another queue. */
  public LinkSpec withQueue(Discipline to) {
    return new LinkSpec(delay, loss, rate, to, mtu, reorder, duplicate, corrupt);
  }

  /** With another longest packet, in bytes. */
  public LinkSpec withMtu(int to) {
    return new LinkSpec(delay, loss, rate, queue, to, reorder, duplicate, corrupt);
  }

  /** With another order. */
  public LinkSpec withReorder(Reorder to) {
    return new LinkSpec(delay, loss, rate, queue, mtu, to, duplicate, corrupt);
  }

  /** With packets coming out twice, with this probability. */
  public LinkSpec withDuplicate(double probability) {
    return new LinkSpec(delay, loss, rate, queue, mtu, reorder, probability, corrupt);
  }

  /** With packets coming out with a bit turned round, with this probability. */
  public LinkSpec withCorrupt(double probability) {
    return new LinkSpec(delay, loss, rate, queue, mtu, reorder, duplicate, probability);
  }
}
