package org.kamaelia.testbed.media;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * RTCP congestion control feedback, RFC 8888, section 3.1, on one stream.
 *
 * @param source the SSRC of the stream
 * @param begin the sequence number of the first packet reported on
 * @param stamp when the report was made, in 1/65536 s: the middle 32 bits of an NTP time
 * @param packets what became of each packet, from the first on
 */
record FeedbackPacket(int source, int begin, int stamp, List<Metric> packets) {
  static final int MOST_PACKETS = 16_384;

  private static final long SECOND = 1_000_000_000;
  private static final int VERSION_AND_FORMAT = 0x80 | 11;
  private static final int TRANSPORT_FEEDBACK = 205;
  private static final int HEADER = 20;
  private static final int OVER_RANGE = 0x1FFE;
  private static final int UNAVAILABLE = 0x1FFF;

  /**
   * Of one packet.
   *
   * @param received whether it came
   * @param ecn the two bits of RFC 3168, section 5
   * @param offset how long before the stamp it came, in 1/1024 s
   */
  record Metric(boolean received, int ecn, int offset) {
    static final Metric LOST = new Metric(false, 0, 0);

    /** That of a packet that came so long before the report, in nanoseconds. */
    static Metric received(int ecn, long before) {
      long offset = Math.round(before * 1024 / 1e9);
      return new Metric(true, ecn, Math.clamp(offset, 0, OVER_RANGE));
    }

    boolean hasTime() {
      return offset < OVER_RANGE;
    }
  }

  FeedbackPacket {
    packets = List.copyOf(packets);
  }

  /** A time as a stamp. */
  static int stamp(long nanos) {
    long seconds = Math.floorDiv(nanos, SECOND);
    return (int) (seconds << 16 | Math.floorMod(nanos, SECOND) * 65536 / SECOND);
  }

  /** The time of a stamp that is nearest to another one: the stamps begin anew after 18 hours. */
  static long nanos(int stamp, long near) {
    int ahead = stamp - stamp(near);
    return near + Math.round(ahead * (SECOND / 65536.0));
  }

  ByteBuffer bytes() {
    int metrics = (packets.size() + 1) / 2 * 4;
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + metrics);
    bytes
        .put((byte) VERSION_AND_FORMAT)
        .put((byte) TRANSPORT_FEEDBACK)
        .putShort((short) (bytes.capacity() / 4 - 1))
        .putInt(0) // who sends it is of no account between two
        .putInt(source)
        .putShort((short) begin)
        .putShort((short) packets.size());
    for (Metric metric : packets) {
      int coded = metric.received ? 0x8000 | metric.ecn << 13 | metric.offset : 0;
      bytes.putShort((short) coded);
    }
    return bytes.putInt(bytes.capacity() - 4, stamp).rewind();
  }

  /** What such a packet says; nothing if it is none. */
  static Optional<FeedbackPacket> read(ByteBuffer bytes) {
    int at = bytes.position();
    if (bytes.remaining() < HEADER
        || bytes.get(at) != (byte) VERSION_AND_FORMAT
        || bytes.get(at + 1) != (byte) TRANSPORT_FEEDBACK) {
      return Optional.empty();
    }
    int count = Short.toUnsignedInt(bytes.getShort(at + 14));
    if (count > MOST_PACKETS || bytes.remaining() != HEADER + (count + 1) / 2 * 4) {
      return Optional.empty();
    }
    List<Metric> packets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int coded = bytes.getShort(at + 16 + 2 * i);
      packets.add(
          (coded & 0x8000) == 0
              ? Metric.LOST
              : new Metric(true, coded >> 13 & 3, coded & UNAVAILABLE));
    }
    return Optional.of(
        new FeedbackPacket(
            bytes.getInt(at + 8),
            Short.toUnsignedInt(bytes.getShort(at + 12)),
            bytes.getInt(bytes.limit() - 4),
            packets));
  }
}
