package org.kamaelia.testbed.measure;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Checks the continuity counters of an MPEG transport stream, ISO/IEC 13818-1, section 2.4.3.3: it
 * catches loss, duplication and reordering of whatever carried the stream, without a decoder. Takes
 * the stream cut anywhere, as TCP has it, or in whole packets, as datagrams do.
 */
public final class TransportStreamCheck implements Instrument<ByteBuffer> {
  static final int PACKET = 188;
  private static final byte SYNC = 0x47;

  /** What fills the stream up; its counter means nothing. */
  private static final int NULL_PACKET = 0x1FFF;

  private final TreeMap<Integer, Continuity> streams = new TreeMap<>();

  /** A packet that has not come whole. */
  private final byte[] packet = new byte[PACKET];

  private int filled;
  private long packets;
  private long nulls;
  private long skipped;
  private long errors;

  /** Makes one. */
  public TransportStreamCheck() {}

  /** Looks at the stream's next bytes, from position to limit, which stay as they are. */
  @Override
  public void passes(ByteBuffer bytes, long nanos) {
    for (int i = bytes.position(); i < bytes.limit(); ) {
      if (filled == 0 && bytes.get(i) != SYNC) {
        skipped++;
        i++;
        continue;
      }
      int part = Math.min(PACKET - filled, bytes.limit() - i);
      bytes.get(i, packet, filled, part);
      filled += part;
      i += part;
      if (filled == PACKET) {
        filled = 0;
        packet();
      }
    }
  }

  private void packet() {
    packets++;
    int pid = ((packet[1] & 0x1F) << 8) | (packet[2] & 0xFF);
    if ((packet[1] & 0x80) != 0) {
      errors++; // transport_error_indicator: nothing in it can be trusted
    } else if (pid == NULL_PACKET) {
      nulls++;
    } else {
      streams.computeIfAbsent(pid, Continuity::new).packet(packet);
    }
  }

  /** Each elementary stream or table, by packet identifier. */
  public List<ContinuityReport> reports() {
    return streams.values().stream().map(Continuity::report).toList();
  }

  /** Whether nothing was found wrong. */
  public boolean isSound() {
    return skipped == 0
        && errors == 0
        && streams.values().stream().allMatch(it -> it.report().discontinuities() == 0);
  }

  /** How many packets came whole. */
  public long packets() {
    return packets;
  }

  /** How many of them only filled up. */
  public long nulls() {
    return nulls;
  }

  /** How many bytes were no part of a packet. */
  public long skipped() {
    return skipped;
  }

  /** How many packets say themselves that they are damaged. */
  public long errors() {
    return errors;
  }

  /** The packets of one identifier; at most 8,191 of these. */
  private static final class Continuity {
    private final int pid;
    private int counter = -1;
    private int payload;
    private boolean repeated;
    private long packets;
    private long discontinuities;
    private long missing;
    private long duplicates;

    Continuity(int pid) {
      this.pid = pid;
    }

    void packet(byte[] packet) {
      packets++;
      int control = (packet[3] >> 4) & 3;
      int now = packet[3] & 0x0F;
      boolean hasPayload = (control & 1) != 0;
      int adaptation = (control & 2) == 0 ? 0 : 1 + (packet[4] & 0xFF);
      boolean announced = adaptation > 1 && (packet[5] & 0x80) != 0;
      int sum =
          Arrays.hashCode(Arrays.copyOfRange(packet, Math.min(4 + adaptation, PACKET), PACKET));
      if (counter >= 0 && !announced) {
        check(now, hasPayload, sum);
      } else {
        repeated = false;
      }
      counter = now;
      payload = sum;
    }

    private void check(int now, boolean hasPayload, int sum) {
      boolean same = hasPayload && now == counter && sum == payload;
      boolean allowed = same && !repeated; // a packet may be sent twice, but no more often
      repeated = same;
      if (allowed) {
        duplicates++;
        return;
      }
      int expected = hasPayload ? (counter + 1) & 0x0F : counter;
      if (now != expected) {
        discontinuities++;
        missing += (now - expected) & 0x0F;
      }
    }

    ContinuityReport report() {
      return new ContinuityReport(pid, packets, discontinuities, missing, duplicates);
    }
  }
}
