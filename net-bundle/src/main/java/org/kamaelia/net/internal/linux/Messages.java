package org.kamaelia.net.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Messages as recvmmsg(2) and sendmmsg(2) have them: an array of {@code struct mmsghdr}, of which
 * each leads to a name, to one piece of data ({@code struct iovec}) and to control messages.
 */
final class Messages {
  /** What a message's flags say if not all of it, or of its control messages, had a place. */
  static final int MSG_TRUNC = 0x20;

  static final int MSG_CTRUNC = 0x8;

  static final int SOL_UDP = 17;

  /** Sends one message as several datagrams: {@code __u16}, the size of each. */
  static final int UDP_SEGMENT = 103;

  /** The same when receiving: an option, and {@code int} in a control message. */
  static final int UDP_GRO = 104;

  /** When a message came: an option, and {@code struct timespec} in a control message. */
  static final int SO_TIMESTAMPNS = 35;

  /** With which byte of the IP header it came: {@code __u8} in a control message. */
  static final int IP_TOS = 1;

  // struct mmsghdr: a msghdr, and how many bytes of it were sent or received.
  static final int HEADER_BYTES = 64;
  private static final int NAME = 0;
  private static final int NAME_LENGTH = 8;
  private static final int DATA = 16;
  private static final int DATA_COUNT = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int LENGTH = 56;

  private static final int IOVEC_BYTES = 16;

  // struct cmsghdr, with its data behind it; the next one begins at a multiple of 8.
  private static final int CMSG_LENGTH = 0;
  private static final int CMSG_LEVEL = 8;
  private static final int CMSG_TYPE = 12;
  private static final int CMSG_DATA = 16;

  /** A segment size, a time stamp, and a traffic class. */
  private static final int CONTROL_BYTES = CMSG_DATA + 8 + CMSG_DATA + 16 + CMSG_DATA + 8;

  /** A multiple of 8 that an IPv6 address fits into. */
  private static final int NAME_BYTES = 32;

  private static final long BILLION = 1_000_000_000;

  private final MemorySegment headers;
  private final MemorySegment pieces;
  private final MemorySegment names;
  private final MemorySegment controls;

  // Of the message that was looked at last.
  private int segment;
  private long stamp;
  private int trafficClass;

  Messages(int count) {
    Arena arena = Arena.ofAuto();
    headers = arena.allocate((long) count * HEADER_BYTES, Long.BYTES);
    pieces = arena.allocate((long) count * IOVEC_BYTES, Long.BYTES);
    names = arena.allocate((long) count * NAME_BYTES, Long.BYTES);
    controls = arena.allocate((long) count * CONTROL_BYTES, Long.BYTES);
    for (int i = 0; i < count; i++) {
      long header = (long) i * HEADER_BYTES;
      headers.set(JAVA_LONG, header + NAME, names.address() + (long) i * NAME_BYTES);
      headers.set(JAVA_LONG, header + DATA, pieces.address() + (long) i * IOVEC_BYTES);
      headers.set(JAVA_LONG, header + DATA_COUNT, 1);
      headers.set(JAVA_LONG, header + CONTROL, controls.address() + (long) i * CONTROL_BYTES);
    }
  }

  /** Where the messages are, from a certain one. */
  long address(int first) {
    return headers.address() + (long) first * HEADER_BYTES;
  }

  /** For tests: the bytes of a header, its data's place, and its control messages. */
  MemorySegment[] parts(int i) {
    return new MemorySegment[] {
      headers.asSlice((long) i * HEADER_BYTES, HEADER_BYTES),
      pieces.asSlice((long) i * IOVEC_BYTES, IOVEC_BYTES),
      controls.asSlice((long) i * CONTROL_BYTES, CONTROL_BYTES)
    };
  }

  /** Says where a message's data is, or goes. */
  void data(int i, long address, long length) {
    long piece = (long) i * IOVEC_BYTES;
    pieces.set(JAVA_LONG, piece, address);
    pieces.set(JAVA_LONG, piece + 8, length);
  }

  /** To whom it goes, or from whom it came. */
  MemorySegment names() {
    return names;
  }

  /** Where in {@link #names} a message's is. */
  static long nameAt(int i) {
    return (long) i * NAME_BYTES;
  }

  void nameLength(int i, int length) {
    headers.set(JAVA_INT, (long) i * HEADER_BYTES + NAME_LENGTH, length);
  }

  // For sending.

  /** Has a message leave as datagrams of this size; 0 for one datagram. */
  void segment(int i, int size) {
    headers.set(JAVA_LONG, (long) i * HEADER_BYTES + CONTROL_LENGTH, size == 0 ? 0 : CMSG_DATA + 8);
    if (size != 0) {
      long control = (long) i * CONTROL_BYTES;
      controls.set(JAVA_LONG, control + CMSG_LENGTH, CMSG_DATA + Short.BYTES);
      controls.set(JAVA_INT, control + CMSG_LEVEL, SOL_UDP);
      controls.set(JAVA_INT, control + CMSG_TYPE, UDP_SEGMENT);
      controls.set(JAVA_SHORT, control + CMSG_DATA, (short) size);
    }
  }

  // For receiving.

  /** Makes a message ready for another one to be received. */
  void clear(int i) {
    nameLength(i, NAME_BYTES);
    headers.set(JAVA_LONG, (long) i * HEADER_BYTES + CONTROL_LENGTH, CONTROL_BYTES);
  }

  /** How many bytes were received. */
  int length(int i) {
    return headers.get(JAVA_INT, (long) i * HEADER_BYTES + LENGTH);
  }

  /** Whether something had no place. */
  boolean isCut(int i) {
    int flags = headers.get(JAVA_INT, (long) i * HEADER_BYTES + FLAGS);
    return (flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
  }

  /** Looks at a message's control messages, of which the following three tell. */
  void look(int i) {
    segment = 0;
    stamp = 0;
    trafficClass = 0;
    long at = (long) i * CONTROL_BYTES;
    long end = at + headers.get(JAVA_LONG, (long) i * HEADER_BYTES + CONTROL_LENGTH);
    while (at + CMSG_DATA <= end) {
      int level = controls.get(JAVA_INT, at + CMSG_LEVEL);
      int type = controls.get(JAVA_INT, at + CMSG_TYPE);
      if (level == SOL_UDP && type == UDP_GRO) {
        segment = controls.get(JAVA_INT, at + CMSG_DATA);
      } else if (level == SocketOptions.SOL_SOCKET && type == SO_TIMESTAMPNS) {
        stamp =
            controls.get(JAVA_LONG, at + CMSG_DATA) * BILLION
                + controls.get(JAVA_LONG, at + CMSG_DATA + 8);
      } else if (level == SocketOptions.IPPROTO_IP && type == IP_TOS) {
        trafficClass = Byte.toUnsignedInt(controls.get(JAVA_BYTE, at + CMSG_DATA));
      } else if (level == SocketOptions.IPPROTO_IPV6 && type == SocketOptions.IPV6_TCLASS) {
        trafficClass = controls.get(JAVA_INT, at + CMSG_DATA);
      }
      at += (controls.get(JAVA_LONG, at + CMSG_LENGTH) + 7) & ~7L;
    }
  }

  /** The size of the datagrams that came as one message, the last of which may be smaller; or 0. */
  int segment() {
    return segment;
  }

  /** When it came, in nanoseconds since 1970; or 0. */
  long stamp() {
    return stamp;
  }

  /** With which byte of the IP header it came; or 0. */
  int trafficClass() {
    return trafficClass;
  }
}
