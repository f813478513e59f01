package org.kamaelia.testbed.sim;

import org.jspecify.annotations.Nullable;

/** A TCP segment in its packet, RFC 9293, section 3.1. */
final class Segment extends SimulatedPacket {
  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int PSH = 8;
  static final int ACK = 16;
  static final int ECE = 64;
  static final int CWR = 128;

  private static final String LETTERS = "FSRP.?EW";

  int flags;
  int sequence;
  int acknowledgment;

  /** As in the header: not scaled. */
  int window;

  // Options. RFC 9293 (MSS), RFC 7323 (window scale, timestamps), RFC 2018 (SACK).

  /** 0 for none. */
  int mss;

  /** Negative for none. */
  int scale = -1;

  boolean sackPermitted;
  boolean stamped;
  int stamp;
  int echo;

  /** Left and right edges in turn, the latest block first; as many as {@link #sackEdges}. */
  int @Nullable [] sacks;

  int sackEdges;

  Segment(Flow flow) {
    super(flow);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** How much of the sequence it takes. */
  int span() {
    return count + (flags & SYN) / SYN + (flags & FIN);
  }

  @Override
  int headers() {
    int options = 0;
    if (mss > 0) {
      options += 4;
    }
    if (scale >= 0) {
      options += 4;
    }
    if (stamped) {
      options += 12; // with two of padding, in which a SYN has room for "SACK permitted"
    } else if (sackPermitted) {
      options += 4;
    }
    if (sackEdges > 0) {
      options += 4 + 4 * sackEdges;
    }
    return (flow.isIpv6() ? 40 : 20) + 20 + options;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LETTERS.length(); i++) {
      if (has(1 << i)) {
        text.append(LETTERS.charAt(i));
      }
    }
    return "%s [%s] seq %d ack %d win %d len %d"
        .formatted(
            flow,
            text,
            Integer.toUnsignedLong(sequence),
            Integer.toUnsignedLong(acknowledgment),
            window,
            count);
  }
}
