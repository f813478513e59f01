package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.net.ProxyHeader;
import org.kamaelia.net.ProxyHeader.Extra;

class ProxyHeaderTest {
  private static final int MOST = 4096;

  private static final ProxyHeader FOUR = ProxyHeader.of(at("192.0.2.1", 1), at("192.0.2.2", 443));
  private static final ProxyHeader SIX =
      ProxyHeader.of(at("2001:db8::1", 65535), at("2001:db8::2", 0));
  private static final ProxyHeader UNIX =
      ProxyHeader.of(UnixDomainSocketAddress.of("/a"), UnixDomainSocketAddress.of("/b/c"));
  private static final ProxyHeader EXTRA =
      new ProxyHeader(
          FOUR.source(),
          FOUR.destination(),
          List.of(new Extra(Extra.ALPN, "h2"), new Extra(Extra.AUTHORITY, "example.org")));

  @Test
  void versionOneIsALine() throws Exception {
    assertThat(text(FOUR.version1())).isEqualTo("PROXY TCP4 192.0.2.1 192.0.2.2 1 443\r\n");
    assertThat(text(UNIX.version1())).isEqualTo("PROXY UNKNOWN\r\n");
    assertThat(read(text(FOUR.version1()))).contains(FOUR);
    assertThat(read(text(SIX.version1()))).contains(SIX);
    assertThat(read("PROXY UNKNOWN\r\n")).contains(ProxyHeader.local());
    assertThat(read("PROXY UNKNOWN ffff::1 2 what ever\r\n")).contains(ProxyHeader.local());
  }

  @Test
  void versionTwoIsWhatTheSpecificationSays() throws Exception {
    assertThat(HexFormat.of().formatHex(EXTRA.version2().array()))
        .isEqualTo(
            "0d0a0d0a000d0a515549540a" // signature
                + "2111001f" // version and command, family, length
                + "c0000201c0000202000101bb"
                + "0100026832"
                + "02000b6578616d706c652e6f7267");
    assertThat(HexFormat.of().formatHex(ProxyHeader.local().version2().array()))
        .isEqualTo("0d0a0d0a000d0a515549540a20000000");
  }

  @Test
  void whatWasWrittenIsReadAndTheRestIsLeft() throws Exception {
    for (ProxyHeader header : List.of(FOUR, SIX, UNIX, EXTRA, ProxyHeader.local())) {
      ByteBuffer written = header.version2();
      ByteBuffer bytes = ByteBuffer.allocate(written.remaining() + 4).put(written.duplicate());
      bytes.putInt(7).flip();
      assertThat(ProxyHeader.read(bytes, MOST)).contains(header);
      assertThat(bytes.remaining()).isEqualTo(4);
      // And from any part of it, that more must come.
      for (int i = 0; i < written.remaining(); i++) {
        ByteBuffer part = written.duplicate().limit(i);
        assertThat(ProxyHeader.read(part, MOST)).isEmpty();
        assertThat(part.position()).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 443\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 443 \r\n",
        "PROXY TCP4 192.0.2.1  192.0.2.2 1 443\r\n",
        "PROXY TCP4 192.0.2.256 192.0.2.2 1 443\r\n",
        "PROXY TCP4 ::1 192.0.2.2 1 443\r\n",
        "PROXY TCP6 192.0.2.1 192.0.2.2 1 443\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 65536 443\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 01 443\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 -1 443\r\n",
        "PROXY TCP6 ::ffff:192.0.2.1 2001:db8::1 1 443\r\n",
        "PROXY TCP5 192.0.2.1 192.0.2.2 1 443\r\n",
        "PROXY \r\n",
        "proxy UNKNOWN\r\n",
        "\r\n\r\n\0\r\nQUIT\n\021\021\0\0", // version 1
        "\r\n\r\n\0\r\nQUIT\n\042\021\0\0", // an unknown command
        "\r\n\r\n\0\r\nQUIT\n\041\021\0\01312345678901", // addresses cut short
        "\r\n\r\n\0\r\nQUIT\n\041\021\0\01612345678901212", // an extra cut short
        "\r\n\r\n\0\r\nQUIT\n\041\021\0\017123456789012\001\0\001", // as well
        // IPv6, and IPv4 within IPv6
        "\r\n\r\n\0\r\nQUIT\n\041\041\0\044"
            + "\0\0\0\0\0\0\0\0\0\0\377\377\300\0\002\001"
            + "\040\001\015\270\0\0\0\0\0\0\0\0\0\0\0\001\0\001\001\273",
        "\r\n\r\n\0\r\nQUIT\n\041\021\020\0", // longer than it may be
      })
  void whatIsNoHeaderIsMalformed(String bytes) {
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(ProxyHeader.Malformed.class);
  }

  @Test
  void aLineWithoutEndIsMalformedAsSoonAsItIsTooLong() throws Exception {
    String line = "PROXY UNKNOWN " + "x".repeat(92);
    assertThat(line).hasSize(106);
    assertThat(read(line)).isEmpty();
    assertThat(read("PROXY UNKNOWN " + "x".repeat(91) + "\r\n")).isPresent();
    assertThatThrownBy(() -> read(line + "x")).isInstanceOf(ProxyHeader.Malformed.class);
  }

  @Test
  void whatIsNotKnownOfVersionTwoIsPassedOver() throws Exception {
    assertThat(read("\r\n\r\n\0\r\nQUIT\n\041\0\0\003abc")).contains(ProxyHeader.local());
    assertThat(read("\r\n\r\n\0\r\nQUIT\n\040\021\0\003abc")).contains(ProxyHeader.local());
    assertThat(read("\r\n\r\n\0\r\nQUIT\n\041\101\0\0")).contains(ProxyHeader.local());
  }

  @Test
  void noBytesMakeTheReaderDoAnythingButReadWaitOrRefuse() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    List<byte[]> valid =
        List.of(
            FOUR.version1().array(),
            SIX.version1().array(),
            FOUR.version2().array(),
            SIX.version2().array(),
            UNIX.version2().array(),
            EXTRA.version2().array());
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes;
      if (i % 10 == 0) {
        bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
      } else {
        bytes = valid.get(random.nextInt(valid.size())).clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      try {
        Optional<ProxyHeader> header = ProxyHeader.read(buffer, MOST);
        assertThat(buffer.position() > 0).as("seed %d, %d", seed, i).isEqualTo(header.isPresent());
        // What was read can be written.
        header.ifPresent(it -> assertThat(it.version1().remaining()).isLessThanOrEqualTo(107));
        header.ifPresent(ProxyHeader::version2);
      } catch (ProxyHeader.Malformed e) {
        assertThat(e).hasMessageNotContaining("null");
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed %d, %d: %s".formatted(seed, i, HexFormat.of().formatHex(bytes)), e);
      }
    }
  }

  private static Optional<ProxyHeader> read(String bytes) throws ProxyHeader.Malformed {
    return ProxyHeader.read(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)), MOST);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.US_ASCII.decode(bytes).toString();
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }
}
