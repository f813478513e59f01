package org.kamaelia.record;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a capture in pcapng (draft-ietf-opsawg-pcapng), of any writer: either byte order, several
 * sections, any resolution of time. Blocks that it does not know are passed over. It never holds
 * more than one block, of at most 16 MiB.
 *
 * <p>Threading: one thread at a time.
 */
public final class PcapngReader implements Closeable {
  /** The longest block, in bytes: the longest packet there can be, with comments. */
  static final int LONGEST_BLOCK = 16 << 20;

  /** A section that has more does not mean well. */
  private static final int MOST_INTERFACES = 65_536;

  private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);

  private final InputStream in;

  /** The bytes read so far, and where the present block begins. */
  private long at;

  private long blockAt;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private final List<Interface> interfaces = new ArrayList<>();
  private boolean begun;

  /** How an interface counts time: units of base^-exponent seconds from an offset in seconds. */
  private record Interface(int linkType, long snap, BigInteger unitsPerSecond, long offset) {}

  /** An option of a block. */
  private record Option(int code, ByteBuffer value) {}

  /**
   * Reads from a stream.
   *
   * @param in closed with this
   */
  public PcapngReader(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** Reads a file. */
  public static PcapngReader open(Path file) throws IOException {
    return new PcapngReader(Files.newInputStream(file));
  }

  /**
   * The next packet, or null after the last.
   *
   * @throws CaptureException if the file is no pcapng, or ends in the middle of a block
   */
  public @Nullable Packet next() throws IOException {
    for (; ; ) {
      blockAt = at;
      byte[] head = new byte[8];
      int count = in.readNBytes(head, 0, 8);
      at += count;
      if (count == 0 && begun) {
        return null;
      }
      if (count < 8) {
        throw begun ? wrong("the file ends within a block's head") : noCapture();
      }
      ByteBuffer bytes = ByteBuffer.wrap(head).order(order);
      int type = bytes.getInt();
      if (type == PcapngWriter.SECTION) {
        section(head);
      } else if (!begun) {
        throw noCapture();
      } else {
        ByteBuffer body = body(bytes.getInt(), 8);
        switch (type) {
          case PcapngWriter.INTERFACE -> interfaces.add(describe(body));
          case PcapngWriter.PACKET -> {
            return packet(body);
          }
          case PcapngWriter.SIMPLE_PACKET -> {
            return simplePacket(body);
          }
          default -> {
            // Others' business.
          }
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Its byte order is its own, and so is what its length means. */
  private void section(byte[] head) throws IOException {
    byte[] magic = read(4);
    order = ByteOrder.LITTLE_ENDIAN;
    if (ByteBuffer.wrap(magic).order(order).getInt() != PcapngWriter.MAGIC) {
      order = ByteOrder.BIG_ENDIAN;
      if (ByteBuffer.wrap(magic).getInt() != PcapngWriter.MAGIC) {
        throw begun ? wrong("a section begins with no byte order") : noCapture();
      }
    }
    ByteBuffer body = body(ByteBuffer.wrap(head).order(order).getInt(4), 12);
    int major = need(body, 12).getShort() & 0xFFFF;
    if (major != 1) {
      throw wrong("version %d of pcapng is not known".formatted(major));
    }
    interfaces.clear();
    begun = true;
  }

  /** What is left of a block, without its length at the end. */
  private ByteBuffer body(int length, int already) throws IOException {
    if (length < already + 4 || length > LONGEST_BLOCK || length % 4 != 0) {
      throw wrong("a block cannot have %s bytes".formatted(Integer.toUnsignedString(length)));
    }
    ByteBuffer rest = ByteBuffer.wrap(read(length - already)).order(order);
    int again = rest.getInt(rest.limit() - 4);
    if (again != length) {
      throw wrong(
          "a block has %d bytes at its beginning, and %s at its end"
              .formatted(length, Integer.toUnsignedString(again)));
    }
    return rest.limit(rest.limit() - 4);
  }

  private Interface describe(ByteBuffer body) throws IOException {
    if (interfaces.size() == MOST_INTERFACES) {
      throw wrong("there are more than %d interfaces".formatted(MOST_INTERFACES));
    }
    need(body, 8);
    int linkType = body.getShort() & 0xFFFF;
    body.getShort();
    long snap = body.getInt() & 0xFFFF_FFFFL;
    BigInteger units = BigInteger.valueOf(1_000_000);
    long offset = 0;
    for (Option option : options(body)) {
      if (option.code == PcapngWriter.RESOLUTION && option.value.remaining() >= 1) {
        int resolution = option.value.get() & 0xFF;
        units = BigInteger.valueOf(resolution < 128 ? 10 : 2).pow(resolution & 0x7F);
      } else if (option.code == PcapngWriter.TIME_OFFSET && option.value.remaining() >= 8) {
        offset = option.value.getLong();
      }
    }
    return new Interface(linkType, snap, units, offset);
  }

  private Packet packet(ByteBuffer body) throws IOException {
    need(body, 20);
    int link = body.getInt();
    Interface from = from(link);
    long units = ((long) body.getInt() << 32) | (body.getInt() & 0xFFFF_FFFFL);
    int captured = body.getInt();
    int length = body.getInt();
    byte[] bytes = bytes(body, captured);
    Direction direction = Direction.UNKNOWN;
    List<String> comments = new ArrayList<>();
    for (Option option : options(body)) {
      if (option.code == PcapngWriter.COMMENT) {
        comments.add(StandardCharsets.UTF_8.decode(option.value).toString());
      } else if (option.code == PcapngWriter.HARDWARE_OR_NAME_OR_FLAGS
          && option.value.remaining() >= 4) {
        direction =
            switch (option.value.getInt() & 3) {
              case 1 -> Direction.IN;
              case 2 -> Direction.OUT;
              default -> Direction.UNKNOWN;
            };
      }
    }
    return new Packet(link, from.linkType, nanos(units, from), direction, length, bytes, comments);
  }

  /** One without a time, at the first interface. */
  private Packet simplePacket(ByteBuffer body) throws IOException {
    Interface from = from(0);
    int length = need(body, 4).getInt();
    long captured = Integer.toUnsignedLong(length);
    if (from.snap > 0) {
      captured = Math.min(captured, from.snap);
    }
    byte[] bytes = bytes(body, (int) Math.min(captured, Integer.MAX_VALUE));
    return new Packet(0, from.linkType, 0, Direction.UNKNOWN, length, bytes, List.of());
  }

  private Interface from(int link) throws CaptureException {
    if (link < 0 || link >= interfaces.size()) {
      throw wrong(
          "a packet is of interface %s, of which nothing was said"
              .formatted(Integer.toUnsignedString(link)));
    }
    return interfaces.get(link);
  }

  private byte[] bytes(ByteBuffer body, int count) throws CaptureException {
    if (count < 0 || count > body.remaining()) {
      throw wrong(
          "a packet of %s bytes does not fit into its block"
              .formatted(Integer.toUnsignedString(count)));
    }
    byte[] bytes = new byte[count];
    body.get(bytes);
    body.position(Math.min(body.limit(), (body.position() + 3) & ~3));
    return bytes;
  }

  /** Times before 1970 or after 2262 are as near to that as can be. */
  private static long nanos(long units, Interface from) {
    BigInteger nanos =
        new BigInteger(Long.toUnsignedString(units))
            .multiply(BILLION)
            .divide(from.unitsPerSecond)
            .add(BigInteger.valueOf(from.offset).multiply(BILLION));
    return nanos.signum() < 0
        ? 0
        : nanos.bitLength() > 63 ? Long.MAX_VALUE : nanos.longValueExact();
  }

  private List<Option> options(ByteBuffer body) throws CaptureException {
    List<Option> options = new ArrayList<>();
    while (body.remaining() >= 4) {
      int code = body.getShort() & 0xFFFF;
      int length = body.getShort() & 0xFFFF;
      if (code == 0) {
        break;
      }
      if (length > body.remaining()) {
        throw wrong("an option of %d bytes does not fit into its block".formatted(length));
      }
      options.add(new Option(code, body.slice(body.position(), length).order(order)));
      body.position(Math.min(body.limit(), (body.position() + length + 3) & ~3));
    }
    return options;
  }

  private ByteBuffer need(ByteBuffer body, int count) throws CaptureException {
    if (body.remaining() < count) {
      throw wrong("a block is too short for what it should have");
    }
    return body;
  }

  private byte[] read(int count) throws IOException {
    // What is not there is not made room for.
    byte[] bytes = in.readNBytes(count);
    at += bytes.length;
    if (bytes.length < count) {
      throw (IOException) wrong("the file ends within a block").initCause(new EOFException());
    }
    return bytes;
  }

  private CaptureException wrong(String what) {
    return new CaptureException(what, blockAt);
  }

  private static CaptureException noCapture() {
    return new CaptureException("this is no pcapng file", 0);
  }
}
