package org.kamaelia.record;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a capture as pcapng (draft-ietf-opsawg-pcapng), with times in nanoseconds: one section,
 * whose interfaces may be added at any time.
 *
 * <p>Threading: one thread at a time.
 */
public final class PcapngWriter implements Closeable {
  /** The link type of packets that begin with an IP header, of version 4 or 6. */
  public static final int RAW = 101;

  static final int SECTION = 0x0A0D0D0A;
  static final int MAGIC = 0x1A2B3C4D;
  static final int INTERFACE = 1;
  static final int SIMPLE_PACKET = 3;
  static final int STATISTICS = 5;
  static final int PACKET = 6;

  static final int COMMENT = 1;
  static final int HARDWARE_OR_NAME_OR_FLAGS = 2;
  static final int RESOLUTION = 9;
  static final int TIME_OFFSET = 14;

  private static final int DESCRIPTION_OR_OS = 3;
  private static final int APPLICATION = 4;
  private static final int RECEIVED = 4;
  private static final int DROPPED = 5;
  private static final byte NANOSECONDS = 9;

  /** The longest that an option can be, in bytes: a multiple of four below its length's limit. */
  private static final int LONGEST = 0xFFFC;

  private final OutputStream out;
  private ByteBuffer block = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
  private int interfaces;

  /**
   * Begins a file.
   *
   * @param out gets it; closed with this. Each block is one write
   * @param application what makes it, such as {@code Kamaelia 0.1.0}
   * @param comment what is to be known of all of it, such as a seed; empty for nothing
   */
  public PcapngWriter(OutputStream out, String application, String comment) throws IOException {
    this.out = out;
    begin(SECTION);
    block.putInt(MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
    option(COMMENT, comment);
    option(
        DESCRIPTION_OR_OS,
        System.getProperty("os.name", "") + " " + System.getProperty("os.version", ""));
    option(APPLICATION, application);
    end();
  }

  /**
   * Adds an interface: where packets are captured, such as a listener or a simulated link.
   *
   * @param linkType what its packets begin with, such as {@link #RAW}
   * @param description empty for none
   * @return its number, for its packets
   */
  public int add(int linkType, String name, String description) throws IOException {
    begin(INTERFACE);
    block.putShort((short) linkType).putShort((short) 0).putInt(0);
    option(HARDWARE_OR_NAME_OR_FLAGS, name);
    option(DESCRIPTION_OR_OS, description);
    option(RESOLUTION, new byte[] {NANOSECONDS});
    end();
    return interfaces++;
  }

  /**
   * Writes a packet.
   *
   * @param link the interface's number
   * @param time in nanoseconds since 1970-01-01T00:00Z
   * @param comment empty for none
   */
  public void write(int link, long time, Direction direction, byte[] packet, String comment)
      throws IOException {
    if (link < 0 || link >= interfaces) {
      throw new IllegalArgumentException("there is no interface " + link);
    }
    begin(PACKET);
    room(packet.length + 64);
    block.putInt(link).putInt((int) (time >>> 32)).putInt((int) time);
    block.putInt(packet.length).putInt(packet.length).put(packet);
    pad();
    option(COMMENT, comment);
    if (direction != Direction.UNKNOWN) {
      option(
          HARDWARE_OR_NAME_OR_FLAGS,
          new byte[] {(byte) (direction == Direction.IN ? 1 : 2), 0, 0, 0});
    }
    end();
  }

  /**
   * Says how much was seen at an interface, and how much of it is not in the file.
   *
   * @param time in nanoseconds since 1970-01-01T00:00Z
   */
  public void counted(int link, long time, long seen, long lost) throws IOException {
    begin(STATISTICS);
    block.putInt(link).putInt((int) (time >>> 32)).putInt((int) time);
    option(RECEIVED, eightBytes(seen));
    option(DROPPED, eightBytes(lost));
    end();
  }

  /** Has the stream write what it holds back. */
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void begin(int type) {
    block.clear().putInt(type).putInt(0);
  }

  private void end() throws IOException {
    room(8);
    block.putInt(0); // the end of the options, even of none
    int length = block.position() + 4;
    block.putInt(length).putInt(4, length);
    out.write(block.array(), 0, length);
  }

  private void option(int code, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST) {
      // not within a character
      int to = LONGEST;
      while ((bytes[to] & 0xC0) == 0x80) {
        to--;
      }
      bytes = Arrays.copyOf(bytes, to);
    }
    if (bytes.length > 0) {
      option(code, bytes);
    }
  }

  private void option(int code, byte[] value) {
    room(value.length + 8);
    block.putShort((short) code).putShort((short) value.length).put(value);
    pad();
  }

  private static byte[] eightBytes(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private void pad() {
    while (block.position() % 4 != 0) {
      block.put((byte) 0);
    }
  }

  private void room(int more) {
    if (block.remaining() < more + 16) {
      ByteBuffer larger =
          ByteBuffer.allocate(2 * (block.position() + more + 16)).order(ByteOrder.LITTLE_ENDIAN);
      block = larger.put(block.flip());
    }
  }
}
