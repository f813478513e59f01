package org.kamaelia.testbed.media;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kamaelia.testbed.measure.Instrument;

/**
 * Every RTP packet of one stream, when it was sent and when it came: what RFC 8868, section 3 has
 * measures taken from. Both times are of one clock, as they are in a simulation. Numbers wrap, but
 * a packet comes within 32,768 of the one sent last.
 */
public final class PacketLog {
  private static final int HEADER = 12;

  private final List<Entry> entries = new ArrayList<>();

  /**
   * A packet.
   *
   * @param bytes its length, RTP header included
   * @param stamp its RTP time stamp
   * @param ends whether a frame ends with it
   * @param sent when it was sent, in nanoseconds
   * @param arrived when it came first, or -1 if it did not
   */
  public record Entry(int bytes, int stamp, boolean ends, long sent, long arrived) {
    /** Whether it did not come. */
    public boolean isLost() {
      return arrived < 0;
    }

    /** How long it was on its way, in nanoseconds, if it came. */
    public long delay() {
      return arrived - sent;
    }
  }

  /** Makes an empty one. */
  public PacketLog() {}

  /** Logs what is sent. */
  public Instrument<ByteBuffer> sending() {
    return this::sent;
  }

  /** Logs what comes. */
  public Instrument<ByteBuffer> receiving() {
    return this::received;
  }

  private void sent(ByteBuffer packet, long nanos) {
    int at = packet.position();
    entries.add(
        new Entry(packet.remaining(), packet.getInt(at + 4), packet.get(at + 1) < 0, nanos, -1));
  }

  private void received(ByteBuffer packet, long nanos) {
    if (packet.remaining() < HEADER) {
      return;
    }
    long number = MediaSender.number(packet.getShort(packet.position() + 2), entries.size() - 1);
    if (number >= 0 && number < entries.size()) {
      Entry entry = entries.get((int) number);
      if (entry.isLost()) {
        entries.set(
            (int) number, new Entry(entry.bytes, entry.stamp, entry.ends, entry.sent, nanos));
      }
    }
  }

  /** All packets in the order in which they were sent; those under way count as lost. */
  public List<Entry> entries() {
    return Collections.unmodifiableList(entries);
  }
}
