package org.kamaelia.lab.experiments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Packets of TFTP: RFC 1350, section 5, and RFC 2347. */
final class TftpPacket {
  static final int READ = 1;
  static final int DATA = 3;
  static final int ACKNOWLEDGMENT = 4;
  static final int OPTIONS = 6;

  /** The largest that fits into a packet of Ethernet. */
  static final int BLOCK = 1456;

  private TftpPacket() {}

  static int kind(ByteBuffer packet) {
    return packet.remaining() < 4 ? 0 : packet.getShort(packet.position());
  }

  /** The block that data or an acknowledgement is of: the one of these 16 bits near to another. */
  static int block(ByteBuffer packet, int near) {
    return near + (short) (packet.getShort(packet.position() + 2) - near);
  }

  static ByteBuffer numbered(int kind, int block, int bytes) {
    ByteBuffer packet = ByteBuffer.allocate(4 + bytes);
    return packet.putShort((short) kind).putShort((short) block).rewind();
  }

  static ByteBuffer read(String file, int window) {
    return text(READ, file + "\0octet\0blksize\0" + BLOCK + "\0windowsize\0" + window + "\0");
  }

  static ByteBuffer options(int window) {
    return text(OPTIONS, "blksize\0" + BLOCK + "\0windowsize\0" + window + "\0");
  }

  private static ByteBuffer text(int kind, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(2 + bytes.length).putShort((short) kind).put(bytes).rewind();
  }

  /** The window that is asked for; 1 if none is. */
  static int window(ByteBuffer packet) {
    String[] words =
        StandardCharsets.US_ASCII
            .decode(packet.slice(2, packet.limit() - 2))
            .toString()
            .split("\0", -1);
    for (int i = 2; i + 1 < words.length; i++) {
      if (words[i].toLowerCase(Locale.ROOT).equals("windowsize")) {
        return Integer.parseInt(words[i + 1]);
      }
    }
    return 1;
  }
}
