package org.kamaelia.link.real;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.link.CoDel;
import org.kamaelia.link.Delay;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.Loss;
import org.kamaelia.link.Rate;
import org.kamaelia.link.Reorder;

@Timeout(60)
class LinkProxyTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final LinkSpec IDEAL = LinkSpec.ideal();
  private static final Duration DELAY = Duration.ofMillis(20);

  private static DatagramSocket udp() throws IOException {
    var socket = new DatagramSocket(ANY);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void send(DatagramSocket from, InetSocketAddress to, String text)
      throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    from.send(new DatagramPacket(bytes, bytes.length, to));
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[2000], 2000);
    socket.receive(packet);
    return packet;
  }

  private static String text(DatagramPacket packet) {
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }

  private static InetSocketAddress address(DatagramSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Test
  void datagramsGoBothWaysWithTheirDelays() throws Exception {
    LinkSpec slow = IDEAL.withDelay(DELAY);
    try (var server = udp();
        var client = udp();
        var other = udp();
        var proxy = LinkProxy.udp(ANY, address(server), slow, slow, 1)) {
      long start = System.nanoTime();
      send(client, proxy.address(), "one");
      DatagramPacket first = receive(server);
      send(server, (InetSocketAddress) first.getSocketAddress(), "back");
      assertThat(text(first)).isEqualTo("one");
      assertThat(text(receive(client))).isEqualTo("back");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2 * DELAY.toNanos());
      send(other, proxy.address(), "two");
      DatagramPacket second = receive(server);
      assertThat(text(second)).isEqualTo("two");
      assertThat(second.getPort()).as("a port for each client").isNotEqualTo(first.getPort());
      assertThat(proxy.up().outBytes()).isEqualTo(2 * (28 + 3));
      assertThat(proxy.down().out()).isEqualTo(1);
    }
  }

  @Test
  void datagramsMeetAllFaults() throws Exception {
    LinkSpec faulty =
        IDEAL
            .withLoss(Loss.packets(2))
            .withDuplicate(1)
            .withMtu(100)
            .withReorder(Reorder.late(0, Delay.NONE));
    try (var server = udp();
        var client = udp();
        var proxy = LinkProxy.udp(ANY, address(server), faulty, IDEAL, 1)) {
      for (String text : List.of("one", "two", "x".repeat(73), "three")) {
        send(client, proxy.address(), text);
      }
      List<String> received = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        received.add(text(receive(server)));
      }
      assertThat(received).containsExactly("one", "one", "three", "three");
      assertThat(proxy.up().lost()).isEqualTo(1);
      assertThat(proxy.up().tooLarge()).isEqualTo(1);
      proxy.spec(IDEAL.withCorrupt(1), IDEAL);
      send(client, proxy.address(), "four");
      assertThat(text(receive(server))).isNotEqualTo("four").hasSameSizeAs("four");
    }
  }

  @Test
  void afterAResetAClientHasAnotherPort() throws Exception {
    try (var server = udp();
        var client = udp();
        var proxy = LinkProxy.udp(ANY, address(server), IDEAL, IDEAL, 1)) {
      send(client, proxy.address(), "one");
      int port = receive(server).getPort();
      proxy.reset();
      send(client, proxy.address(), "two");
      assertThat(receive(server).getPort()).isNotEqualTo(port);
    }
  }

  /** Sends back what comes, until the end. */
  private static ServerSocket echo() throws IOException {
    var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              while (true) {
                try {
                  Socket socket = server.accept();
                  Thread.ofVirtual()
                      .start(
                          () -> {
                            try (socket) {
                              socket.getInputStream().transferTo(socket.getOutputStream());
                            } catch (IOException e) {
                              // the test's own
                            }
                          });
                } catch (IOException e) {
                  return;
                }
              }
            });
    return server;
  }

  private static Socket connect(LinkProxy proxy) throws IOException {
    var socket = new Socket(proxy.address().getAddress(), proxy.address().getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static LinkProxy tcp(ServerSocket server, LinkSpec up, LinkSpec down) throws IOException {
    return LinkProxy.tcp(ANY, (InetSocketAddress) server.getLocalSocketAddress(), up, down, 1);
  }

  @Test
  void aStreamGoesBothWaysToItsEnd() throws Exception {
    LinkSpec slow = IDEAL.withDelay(DELAY).withQueue(DropTail.bytes(20_000));
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    try (var server = echo();
        var proxy = tcp(server, slow, slow.withRate(50_000_000));
        var client = connect(proxy)) {
      long start = System.nanoTime();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  client.getOutputStream().write(content);
                  client.shutdownOutput();
                } catch (IOException e) {
                  // the reader sees it
                }
              });
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(content);
      assertThat(System.nanoTime() - start)
          .as("the delays, and 300 kB at 50 Mbit/s")
          .isGreaterThanOrEqualTo(2 * DELAY.toNanos() + 48_000_000);
      assertThat(proxy.down().dropped()).isZero();
    }
  }

  @Test
  void aStreamIsSliced() throws Exception {
    try (var server = echo();
        var proxy = tcp(server, IDEAL.withMtu(41), IDEAL);
        var client = connect(proxy)) {
      client.getOutputStream().write("sliced".getBytes(UTF_8));
      assertThat(client.getInputStream().readNBytes(6)).isEqualTo("sliced".getBytes(UTF_8));
      assertThat(proxy.up().out()).isEqualTo(6);
      assertThat(proxy.up().outBytes()).isEqualTo(6 * 41);
    }
  }

  @Test
  void aStreamStallsAndGoesOn() throws Exception {
    try (var server = echo();
        var proxy = tcp(server, IDEAL.withRate(Rate.STALLED), IDEAL);
        var client = connect(proxy)) {
      client.getOutputStream().write(7);
      while (proxy.up().in() == 0) {
        Thread.onSpinWait();
      }
      assertThat(proxy.up().out()).isZero();
      proxy.spec(IDEAL, IDEAL);
      assertThat(client.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void aStreamIsReset() throws Exception {
    try (var server = echo();
        var proxy = tcp(server, IDEAL, IDEAL);
        var client = connect(proxy)) {
      client.getOutputStream().write(7);
      assertThat(client.getInputStream().read()).isEqualTo(7);
      proxy.reset();
      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void whatTheTargetRefusesIsReset() throws Exception {
    ServerSocket server = echo();
    server.close();
    try (var proxy =
            LinkProxy.tcp(
                ANY,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
                IDEAL,
                IDEAL,
                1);
        var client = connect(proxy)) {
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void whatCannotBeDoneToAStreamIsRefusedByName() throws Exception {
    var refused =
        Map.of(
            "loss", IDEAL.withLoss(0.1),
            "reorder", IDEAL.withReorder(Reorder.BY_DELAY),
            "duplicate", IDEAL.withDuplicate(0.1),
            "corrupt", IDEAL.withCorrupt(0.1),
            "mtu", IDEAL.withMtu(40),
            "queue", IDEAL.withQueue(CoDel.standard()));
    refused.forEach(
        (setting, spec) -> {
          assertThatThrownBy(() -> LinkProxy.tcp(ANY, ANY, spec, IDEAL, 1))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageStartingWith("a TCP proxy cannot do " + setting + ": ");
        });
    assertThatThrownBy(
            () -> LinkProxy.tcp(ANY, ANY, IDEAL, IDEAL.withQueue(DropTail.packets(9)), 1))
        .hasMessageContaining("cannot do queue");
    try (var server = echo();
        var proxy = tcp(server, IDEAL, IDEAL)) {
      assertThatThrownBy(() -> proxy.spec(IDEAL, IDEAL.withLoss(1)))
          .hasMessageContaining("cannot do loss");
    }
  }
}
