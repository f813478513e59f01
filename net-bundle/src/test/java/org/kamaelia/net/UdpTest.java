package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.net.transport.LinuxOptions;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.net.transport.TransportPoller;

/** UDP as components see it, over real sockets. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"nio", "epoll", "io_uring"})
class UdpTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Axon axon;

  UdpTest(String transport) {
    axon = Transport.named(transport).axon().loops(1).start();
  }

  @AfterEach
  void close() {
    axon.close();
  }

  @Test
  void aPeerAnswersAndTheTalkEndsWhenItIsQuiet() throws Exception {
    try (var server = new DatagramSocket(0, LOOPBACK)) {
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      Group talk =
          axon.activate(
              Pipeline.of(
                  source("one", "two"),
                  new UdpPeer(new InetSocketAddress(LOOPBACK, server.getLocalPort())),
                  sink(heard)));
      for (String expected : new String[] {"one", "two"}) {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        server.receive(packet);
        assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII))
            .isEqualTo(expected);
        packet.setData("re: ".concat(expected).getBytes(StandardCharsets.US_ASCII));
        server.send(packet);
        assertThat(heard.take()).isEqualTo("re: " + expected);
      }
      talk.ended().toCompletableFuture().join();
    }
  }

  @Test
  void aPeerIsFoundByItsName() throws Exception {
    try (var server = new DatagramSocket(0, LOOPBACK)) {
      axon.activate(Pipeline.of(source("hello"), new UdpPeer("localhost", server.getLocalPort())));
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      server.receive(packet);
      assertThat(packet.getLength()).isEqualTo(5);
    }
  }

  @Test
  void whatStrangersSendIsPassedOver() throws Exception {
    try (var server = new DatagramSocket(0, LOOPBACK);
        var stranger = new DatagramSocket(0, LOOPBACK)) {
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      axon.activate(
          Pipeline.of(
              source("hello"),
              new UdpPeer(new InetSocketAddress(LOOPBACK, server.getLocalPort())),
              sink(heard)));
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      server.receive(packet);
      stranger.send(
          new DatagramPacket(
              "lies".getBytes(StandardCharsets.US_ASCII), 4, packet.getSocketAddress()));
      server.send(packet);
      assertThat(heard.take()).isEqualTo("hello");
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void aSocketServesManyPeers() throws Exception {
    UdpSocket socket = new UdpSocket(new InetSocketAddress(LOOPBACK, 0));
    Component<Datagram, Datagram> echo = Component.of("echo", (in, out) -> in.forEach(out::send));
    socket.outbox().linkTo(echo.inbox());
    echo.outbox().linkTo(socket.inbox());
    Group group = axon.group("echo");
    var opened = new CompletableFuture<Void>();
    group
        .loop()
        .execute(
            () -> {
              group.activate(socket);
              group.activate(echo);
              opened.complete(null);
            });
    opened.join();
    while (socket.local().isEmpty()) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 20; i++) {
      try (var client = new DatagramSocket(0, LOOPBACK)) {
        byte[] bytes = "from %d".formatted(i).getBytes(StandardCharsets.US_ASCII);
        client.send(new DatagramPacket(bytes, bytes.length, socket.local().orElseThrow()));
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        client.receive(packet);
        assertThat(packet.getLength()).isEqualTo(bytes.length);
      }
    }
  }

  @Test
  void anAddressThatIsTakenFailsTheSocket() throws Exception {
    try (var taken = new DatagramSocket(0, LOOPBACK)) {
      Group group =
          axon.activate(new UdpSocket(new InetSocketAddress(LOOPBACK, taken.getLocalPort())));
      assertThatThrownBy(() -> group.ended().toCompletableFuture().get())
          .hasCauseInstanceOf(BindException.class);
    }
  }

  @Test
  void whatIsTooLargeIsCountedAndTheRestIsSent() throws Exception {
    try (var server = new DatagramSocket(0, LOOPBACK)) {
      UdpPeer peer = new UdpPeer(new InetSocketAddress(LOOPBACK, server.getLocalPort()));
      axon.activate(Pipeline.of(source("x".repeat(70_000), "small"), peer));
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      server.receive(packet);
      assertThat(packet.getLength()).isEqualTo(5);
      assertThat(peer.unsent()).isEqualTo(1);
    }
  }

  @Test
  void whereTheSystemTellsWhenADatagramCameItIsInTheDatagram() throws Exception {
    assumeTrue(
        TransportPoller.transport(axon.loops().getFirst())
            .supportedOptions()
            .contains(LinuxOptions.SO_TIMESTAMPNS));
    UdpSocket socket =
        new UdpSocket(
            new InetSocketAddress(LOOPBACK, 0),
            Options.NONE.with(LinuxOptions.SO_TIMESTAMPNS, true));
    BlockingQueue<Datagram> heard = new LinkedBlockingQueue<>();
    Component<Datagram, Object> sink = Component.of("sink", (in, out) -> in.forEach(heard::add));
    axon.activate(Pipeline.of(socket, sink));
    while (socket.local().isEmpty()) {
      Thread.onSpinWait();
    }
    long before = System.currentTimeMillis();
    try (var client = new DatagramSocket(0, LOOPBACK)) {
      client.send(new DatagramPacket(new byte[3], 3, socket.local().orElseThrow()));
    }
    assertThat(heard.take().received() / 1_000_000).isBetween(before, System.currentTimeMillis());
  }

  @Test
  void theOptionsOfMulticastAreAmongThoseThatAreSupported() {
    assertThat(TransportPoller.transport(axon.loops().getFirst()).supportedOptions())
        .contains(
            StandardSocketOptions.IP_MULTICAST_IF,
            StandardSocketOptions.IP_MULTICAST_TTL,
            StandardSocketOptions.IP_MULTICAST_LOOP);
  }

  @Test
  void membersOfAGroupHearOneAnother() throws Exception {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(LOOPBACK);
    int port;
    try (var free = new DatagramSocket()) {
      port = free.getLocalPort();
    }
    InetSocketAddress group = new InetSocketAddress("239.255.77.77", port);
    BlockingQueue<String> first = new LinkedBlockingQueue<>();
    BlockingQueue<String> second = new LinkedBlockingQueue<>();
    var listener = new MulticastTransceiver(group, loopback);
    axon.activate(Pipeline.of(listener, datagramSink(first)));
    while (listener.local().isEmpty()) {
      Thread.onSpinWait();
    }
    axon.activate(
        Pipeline.of(
            source("to all"), new MulticastTransceiver(group, loopback), datagramSink(second)));
    assertThat(first.take()).isEqualTo("to all");
    assertThat(second.take()).isEqualTo("to all");
  }

  @Test
  void aLoopWithoutATransportIsNamed() throws Exception {
    try (var plain = Axon.builder().loops(1).start()) {
      Group group = plain.activate(new UdpSocket(new InetSocketAddress(LOOPBACK, 0)));
      assertThatThrownBy(() -> group.ended().toCompletableFuture().get())
          .hasRootCauseMessage(
              plain.loops().getFirst()
                  + " has no transport: begin its system with Transport.axon()");
    }
  }

  private static Component<Object, ByteBuffer> source(String... messages) {
    return Component.of(
        "source",
        (in, out) -> {
          for (String message : messages) {
            out.send(StandardCharsets.US_ASCII.encode(message));
          }
        });
  }

  private static Component<ByteBuffer, Object> sink(BlockingQueue<String> heard) {
    return Component.of(
        "sink",
        (in, out) -> in.forEach(m -> heard.add(StandardCharsets.US_ASCII.decode(m).toString())));
  }

  private static Component<Datagram, Object> datagramSink(BlockingQueue<String> heard) {
    return Component.of(
        "sink",
        (in, out) ->
            in.forEach(m -> heard.add(StandardCharsets.US_ASCII.decode(m.payload()).toString())));
  }
}
