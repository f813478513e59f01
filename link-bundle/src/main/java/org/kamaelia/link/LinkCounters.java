package org.kamaelia.link;

/**
 * What a link has done since it was made. A packet that was sent is inside, has left, or is counted
 * once among those lost, dropped and too large; see {@link #inside}.
 *
 * @param in packets sent into the link
 * @param inBytes their bytes
 * @param out packets that came out, second copies included
 * @param outBytes their bytes
 * @param lost those that the wire lost
 * @param full those that found the queue full
 * @param managed those that the queue's active management dropped
 * @param marked those that the queue marked with {@link Ecn#CE} instead
 * @param tooLarge those longer than the MTU
 * @param duplicated how many came out a second time
 * @param corrupted those with a bit turned round
 * @param reordered those that were held back so that others could pass
 * @param queued packets in the queue now; one that is being sent is no longer in it
 * @param queuedBytes their bytes
 * @param mostQueued the most packets that were in the queue at a time
 * @param mostQueuedBytes the most bytes that were in the queue at a time
 */
public record LinkCounters(
    long in,
    long inBytes,
    long out,
    long outBytes,
    long lost,
    long full,
    long managed,
    long marked,
    long tooLarge,
    long duplicated,
    long corrupted,
    long reordered,
    int queued,
    long queuedBytes,
    int mostQueued,
    long mostQueuedBytes) {

  /** Packets dropped by the queue, for whichever reason. */
  public long dropped() {
    return full + managed;
  }

  /** Packets queued, being sent, or on the wire. */
  public long inside() {
    return in + duplicated - out - lost - dropped() - tooLarge;
  }
}
