package org.kamaelia.testbed.measure;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a receiver of RTP knows of its sources, RFC 3550, sections 6.4.1, A.3 and A.8: loss and
 * jitter; and besides, what came twice, what came late, and the longest loss. A source counts from
 * its first packet on: there is no probation (A.1), as an experiment knows what it sends.
 */
public final class RtpStatistics implements Instrument<ByteBuffer> {
  /** Sources beyond these are not looked at: their number is the sender's to choose. */
  private static final int MOST_SOURCES = 1024;

  private static final int HEADER = 12;

  private final int clockRate;
  private final Map<Integer, RtpSource> sources = new LinkedHashMap<>();
  private long malformed;
  private long ignored;

  /**
   * Makes one.
   *
   * @param clockRate of the packets' time stamps, in hertz, such as 90,000 for video
   */
  public RtpStatistics(int clockRate) {
    if (clockRate < 1) {
      throw new IllegalArgumentException("a clock rate is positive, not " + clockRate);
    }
    this.clockRate = clockRate;
  }

  /** Looks at a packet from its position to its limit, which stay as they are. */
  @Override
  public void passes(ByteBuffer packet, long nanos) {
    int at = packet.position();
    // version 2, and all contributing sources are there
    if (packet.remaining() < HEADER
        || (packet.get(at) & 0xC0) != 0x80
        || packet.remaining() < HEADER + 4 * (packet.get(at) & 0x0F)) {
      malformed++;
      return;
    }
    int source = packet.getInt(at + 8);
    RtpSource known = sources.get(source);
    if (known == null) {
      if (sources.size() == MOST_SOURCES) {
        ignored++;
        return;
      }
      known = new RtpSource(source, clockRate);
      sources.put(source, known);
    }
    known.received(Short.toUnsignedInt(packet.getShort(at + 2)), packet.getInt(at + 4), nanos);
  }

  /** Each source so far, in the order in which they came. */
  public List<RtpReport> reports() {
    return sources.values().stream().map(RtpSource::report).toList();
  }

  /** How many packets were not RTP. */
  public long malformed() {
    return malformed;
  }

  /** How many packets came from sources beyond the first 1,024. */
  public long ignored() {
    return ignored;
  }
}
