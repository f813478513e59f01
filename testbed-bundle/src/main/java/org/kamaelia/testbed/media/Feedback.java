package org.kamaelia.testbed.media;

import java.util.List;

/**
 * What a sender learns of packets from one report, together with what it knows of them itself.
 *
 * @param now when the report came, in nanoseconds of the sender's clock
 * @param reported when it was made, in nanoseconds of the receiver's clock
 * @param roundTrip the time to the receiver and back, without that in which the receiver kept the
 *     report, in nanoseconds
 * @param packets those that no report has told of before, by number
 */
public record Feedback(long now, long reported, long roundTrip, List<Packet> packets) {

  /** Copies the list. */
  public Feedback {
    packets = List.copyOf(packets);
  }

  /**
   * What became of a packet.
   *
   * @param number its RTP sequence number without wrapping
   * @param bytes its length, RTP header included
   * @param sent when it was sent, in nanoseconds of the sender's clock
   * @param arrived when it came, in nanoseconds of the receiver's clock, or {@link #LOST}
   * @param marked whether it came with a mark of congestion, RFC 3168
   */
  public record Packet(long number, int bytes, long sent, long arrived, boolean marked) {
    /** It did not come before the report was made, though a later one did. */
    public static final long LOST = Long.MIN_VALUE;

    /** Whether it is lost. */
    public boolean isLost() {
      return arrived == LOST;
    }
  }
}
