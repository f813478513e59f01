package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kamaelia.net.ProxyHeader;

/** PROXY headers as strangers may send them, in pieces of any size. */
class ProxyFuzz {
  private static final int MOST = 512;
  private static final SocketAddress PROXY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  /**
   * @param input how large the pieces are, and what comes
   */
  @FuzzTest
  void aHeaderIsTheSameInWhateverPiecesItComes(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    int piece = 1 + Byte.toUnsignedInt(input[0]);
    ByteBuffer whole = ByteBuffer.wrap(bytes);
    Optional<ProxyHeader> header = Optional.empty();
    boolean malformed = false;
    try {
      header = ProxyHeader.read(whole, MOST);
    } catch (ProxyHeader.Malformed e) {
      malformed = true;
    }
    header.ifPresent(ProxyFuzz::isWrittenAsItIsRead);

    FakeStream wire = new FakeStream(PROXY, PROXY);
    List<SocketAddress> welcomed = new ArrayList<>();
    var proxied = new ProxiedStream(wire, MOST, welcomed::add);
    boolean connected = false;
    boolean refused = false;
    for (int at = 0; at < bytes.length; at += piece) {
      wire.send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
      try {
        connected = connected || (!refused && proxied.isConnected());
      } catch (Rejected e) {
        refused = true;
      }
    }
    while (!connected && !refused && wire.unread() > 0) {
      try {
        connected = proxied.isConnected();
      } catch (Rejected e) {
        refused = true;
      }
    }
    assertThat(refused).isEqualTo(malformed);
    assertThat(connected).isEqualTo(header.isPresent());
    assertThat(proxied.header()).isEqualTo(header);
    assertThat(welcomed).hasSize(connected ? 1 : 0);
    if (connected) {
      assertThat(proxied.peer()).isEqualTo(header.flatMap(ProxyHeader::source).orElse(PROXY));
      assertThat(rest(proxied))
          .isEqualTo(Arrays.copyOfRange(bytes, whole.position(), bytes.length));
    }
  }

  private static byte[] rest(ProxiedStream stream) throws IOException {
    var rest = new ByteArrayOutputStream();
    for (ByteBuffer next = stream.read(7); next.hasRemaining(); next = stream.read(7)) {
      rest.write(next.array(), next.position(), next.remaining());
    }
    return rest.toByteArray();
  }

  private static void isWrittenAsItIsRead(ProxyHeader header) {
    boolean unix = header.source().orElse(null) instanceof UnixDomainSocketAddress;
    try {
      assertThat(ProxyHeader.read(header.version1(), MOST))
          .isEqualTo(
              Optional.of(
                  unix
                      ? ProxyHeader.local()
                      : new ProxyHeader(header.source(), header.destination(), List.of())));
      assertThat(ProxyHeader.read(header.version2(), 2 * MOST)).isEqualTo(Optional.of(header));
    } catch (IllegalArgumentException e) {
      // A path that is no UTF-8 is longer when it is written.
      assertThat(unix).as(e::toString).isTrue();
    } catch (ProxyHeader.Malformed e) {
      throw new AssertionError(header.toString(), e);
    }
  }
}
