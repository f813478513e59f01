package org.kamaelia.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a proxy says of the connection that it hands on: a header of the PROXY protocol, version 1
 * or 2 (HAProxy's proxy-protocol.txt). A server reads one with {@link #read}; a client that is a
 * proxy sends one that {@link #version1} or {@link #version2} wrote. Immutable; any thread.
 *
 * @param source the peer of the proxy; nothing if the proxy speaks for itself (LOCAL) or does not
 *     say (UNKNOWN, UNSPEC): then the connection's own addresses hold
 * @param destination where that peer connected to, of the source's kind; there if the source is
 * @param extras what version 2 adds, in the order of the header, without {@link Extra#NOOP}
 */
public record ProxyHeader(
    Optional<SocketAddress> source, Optional<SocketAddress> destination, List<Extra> extras) {

  /** The longest header of version 1, with its end of line. */
  private static final int MOST_V1 = 107;

  private static final byte[] LINE = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };

  /** Of version 2, before its addresses. */
  private static final int FIXED = 16;

  private static final int UNIX_PATH = 108;

  /**
   * Checks that both addresses are there, and of one kind, or neither.
   *
   * @throws IllegalArgumentException if not
   */
  public ProxyHeader {
    extras = List.copyOf(extras);
    if (!kind(source).equals(kind(destination))) {
      throw new IllegalArgumentException(
          "a source and a destination are of one kind: %s and %s".formatted(source, destination));
    }
  }

  /**
   * Something that version 2 adds (a TLV).
   *
   * @param type 0 to 255
   * @param value its bytes, as text of ISO 8859-1
   */
  public record Extra(int type, String value) {
    /** Says nothing. */
    public static final int NOOP = 4;

    /** The application's protocol, as ALPN names it. */
    public static final int ALPN = 1;

    /** The host that the peer asked for. */
    public static final int AUTHORITY = 2;

    /** A connection's own number. */
    public static final int UNIQUE_ID = 5;
  }

  /** A header that is none. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  /** A header for a connection between two peers. */
  public static ProxyHeader of(SocketAddress source, SocketAddress destination) {
    return new ProxyHeader(Optional.of(source), Optional.of(destination), List.of());
  }

  /** The header of a proxy that speaks for itself. */
  public static ProxyHeader local() {
    return new ProxyHeader(Optional.empty(), Optional.empty(), List.of());
  }

  /**
   * Reads a header of either version, and moves the buffer's position behind it.
   *
   * @param bytes what has come so far
   * @param most how many bytes a header may have
   * @return the header; nothing, with the position as it was, if more must come first
   * @throws Malformed as soon as the bytes cannot become a header
   */
  public static Optional<ProxyHeader> read(ByteBuffer bytes, int most) throws Malformed {
    if (beginsWith(bytes, SIGNATURE)) {
      return bytes.remaining() < FIXED ? Optional.empty() : readVersion2(bytes, most);
    }
    if (beginsWith(bytes, LINE)) {
      return bytes.remaining() < LINE.length ? Optional.empty() : readVersion1(bytes);
    }
    throw new Malformed("it does not begin with a PROXY header");
  }

  // Version 1.

  private static Optional<ProxyHeader> readVersion1(ByteBuffer bytes) throws Malformed {
    int start = bytes.position();
    int length = Math.min(bytes.remaining(), MOST_V1);
    for (int i = LINE.length; i < length; i++) {
      byte each = bytes.get(start + i);
      if (each == '\n') {
        if (bytes.get(start + i - 1) != '\r') {
          throw new Malformed("its line ends without a carriage return");
        }
        byte[] line = new byte[i - 1];
        bytes.get(line);
        bytes.position(start + i + 1);
        return Optional.of(line(new String(line, StandardCharsets.ISO_8859_1)));
      }
    }
    if (length == MOST_V1) {
      throw new Malformed("its line has no end within %d bytes".formatted(MOST_V1));
    }
    return Optional.empty();
  }

  private static ProxyHeader line(String line) throws Malformed {
    String[] words = line.split(" ", -1);
    if (words[1].equals("UNKNOWN")) {
      return local();
    }
    boolean ipv4 = words[1].equals("TCP4");
    if ((!ipv4 && !words[1].equals("TCP6")) || words.length != 6) {
      throw new Malformed("its line is not PROXY TCP4 or TCP6 with two addresses and two ports");
    }
    return checked(
        new InetSocketAddress(address(words[2], ipv4), port(words[4])),
        new InetSocketAddress(address(words[3], ipv4), port(words[5])),
        List.of());
  }

  /** Of two IPv6 addresses one may be an IPv4 one in truth. */
  private static ProxyHeader checked(SocketAddress from, SocketAddress to, List<Extra> extras)
      throws Malformed {
    try {
      return new ProxyHeader(Optional.of(from), Optional.of(to), extras);
    } catch (IllegalArgumentException e) {
      throw new Malformed("its addresses are of two kinds");
    }
  }

  private static InetAddress address(String text, boolean ipv4) throws Malformed {
    String form = ipv4 ? "[0-9]{1,3}(\\.[0-9]{1,3}){3}" : "[0-9a-fA-F:.]*:[0-9a-fA-F:.]*";
    if (text.matches(form)) {
      try {
        return InetAddress.ofLiteral(text);
      } catch (IllegalArgumentException e) {
        // as below
      }
    }
    throw new Malformed("an address is none");
  }

  private static int port(String text) throws Malformed {
    if (!text.matches("0|[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65535) {
      throw new Malformed("a port is none");
    }
    return Integer.parseInt(text);
  }

  // Version 2.

  private static Optional<ProxyHeader> readVersion2(ByteBuffer bytes, int most) throws Malformed {
    int start = bytes.position();
    int version = bytes.get(start + 12) >> 4 & 15;
    int command = bytes.get(start + 12) & 15;
    int family = bytes.get(start + 13) & 255;
    int length = Short.toUnsignedInt(bytes.getShort(start + 14));
    if (version != 2 || command > 1) {
      throw new Malformed(
          "its version or command is not known: %d, %d".formatted(version, command));
    }
    if (FIXED + length > most) {
      throw new Malformed("it has %d bytes; %d may be".formatted(FIXED + length, most));
    }
    if (bytes.remaining() < FIXED + length) {
      return Optional.empty();
    }
    ByteBuffer rest = bytes.slice(start + FIXED, length);
    ProxyHeader header = command == 0 ? local() : addresses(family, rest);
    bytes.position(start + FIXED + length);
    return Optional.of(header);
  }

  private static ProxyHeader addresses(int family, ByteBuffer bytes) throws Malformed {
    int size =
        switch (family >> 4) {
          case 1 -> 4;
          case 2 -> 16;
          case 3 -> UNIX_PATH;
          default -> 0;
        };
    if (size == 0 || (family & 15) == 0) {
      // What it does not say, or in words that are not known, is passed over, as the protocol asks.
      return local();
    }
    if (bytes.remaining() < (size == UNIX_PATH ? 2 * size : 2 * size + 4)) {
      throw new Malformed("its addresses are cut short");
    }
    byte[] source = new byte[size];
    byte[] destination = new byte[size];
    bytes.get(source).get(destination);
    SocketAddress from = size == UNIX_PATH ? path(source) : inet(source, bytes);
    SocketAddress to = size == UNIX_PATH ? path(destination) : inet(destination, bytes);
    return checked(from, to, extras(bytes));
  }

  private static SocketAddress inet(byte[] address, ByteBuffer port) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(address), Short.toUnsignedInt(port.getShort()));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are an address", e);
    }
  }

  private static SocketAddress path(byte[] bytes) throws Malformed {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    try {
      return UnixDomainSocketAddress.of(new String(bytes, 0, end, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new Malformed("a path is none");
    }
  }

  private static List<Extra> extras(ByteBuffer bytes) throws Malformed {
    List<Extra> extras = new ArrayList<>();
    while (bytes.hasRemaining()) {
      if (bytes.remaining() < 3) {
        throw new Malformed("what it adds is cut short");
      }
      int type = bytes.get() & 255;
      byte[] value = new byte[Short.toUnsignedInt(bytes.getShort())];
      if (value.length > bytes.remaining()) {
        throw new Malformed("what it adds is cut short");
      }
      bytes.get(value);
      if (type != Extra.NOOP) {
        extras.add(new Extra(type, new String(value, StandardCharsets.ISO_8859_1)));
      }
    }
    return extras;
  }

  // Writing.

  /**
   * The header as version 1 has it; what is not TCP over IP becomes UNKNOWN, and extras are left
   * out.
   *
   * @return a buffer of the caller's own
   */
  public ByteBuffer version1() {
    String line = "UNKNOWN";
    if (source.orElse(null) instanceof InetSocketAddress from
        && destination.orElseThrow() instanceof InetSocketAddress to
        && kind(source).equals(kind(destination))) {
      line =
          "%s %s %s %d %d"
              .formatted(
                  kind(source),
                  from.getAddress().getHostAddress().replaceAll("%.*", ""),
                  to.getAddress().getHostAddress().replaceAll("%.*", ""),
                  from.getPort(),
                  to.getPort());
    }
    return ByteBuffer.wrap(("PROXY " + line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The header as version 2 has it, for a stream; without a source it is LOCAL.
   *
   * @return a buffer of the caller's own
   * @throws IllegalArgumentException if a path or an extra is too long for it
   */
  public ByteBuffer version2() {
    byte[] from = source.map(ProxyHeader::bytes).orElse(new byte[0]);
    byte[] to = destination.map(ProxyHeader::bytes).orElse(new byte[0]);
    int length = from.length + to.length + (from.length % UNIX_PATH == 0 ? 0 : 4);
    for (Extra extra : extras) {
      length += 3 + extra.value.length();
    }
    if (length > 0xFFFF) {
      throw new IllegalArgumentException("its extras are too long: %d bytes".formatted(length));
    }
    int family = from.length == 0 ? 0 : from.length == 4 ? 0x11 : from.length == 16 ? 0x21 : 0x31;
    ByteBuffer out = ByteBuffer.allocate(FIXED + length).put(SIGNATURE);
    out.put((byte) (source.isPresent() ? 0x21 : 0x20)).put((byte) family).putShort((short) length);
    out.put(from).put(to);
    if (source.orElse(null) instanceof InetSocketAddress a
        && destination.orElse(null) instanceof InetSocketAddress b) {
      out.putShort((short) a.getPort()).putShort((short) b.getPort());
    }
    for (Extra extra : extras) {
      out.put((byte) extra.type).putShort((short) extra.value.length());
      out.put(extra.value.getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.flip();
  }

  private static byte[] bytes(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      return inet.getAddress().getAddress();
    }
    byte[] path =
        ((UnixDomainSocketAddress) address).getPath().toString().getBytes(StandardCharsets.UTF_8);
    if (path.length > UNIX_PATH) {
      throw new IllegalArgumentException("the path is too long: " + address);
    }
    return Arrays.copyOf(path, UNIX_PATH);
  }

  /** What version 1 calls it; empty if it is not there. */
  private static String kind(Optional<SocketAddress> address) {
    return switch (address.orElse(null)) {
      case null -> "";
      case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address -> "TCP4";
      case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address -> "TCP6";
      case UnixDomainSocketAddress unix -> "UNIX";
      default -> throw new IllegalArgumentException("not an address of a stream: " + address);
    };
  }

  private static boolean beginsWith(ByteBuffer bytes, byte[] prefix) {
    int length = Math.min(bytes.remaining(), prefix.length);
    for (int i = 0; i < length; i++) {
      if (bytes.get(bytes.position() + i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
