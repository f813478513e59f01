package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.EndOfStream;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Handle;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.transport.LinuxOptions;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Transport;

/** Clients over real sockets, with each transport. */
@Timeout(120)
@ParameterizedClass
@ValueSource(strings = {"nio", "epoll", "io_uring"})
class ClientSocketsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Axon axon;
  private final Server server = Server.start(2);
  private final BlockingQueue<Connection> seen = new LinkedBlockingQueue<>();

  @TempDir private Path folder;

  ClientSocketsTest(String transport) {
    axon = Transport.named(transport).axon().loops(2).start();
  }

  @AfterEach
  void close() {
    axon.close();
    server.close();
  }

  @Test
  void aClientTalksWithAServerOfOurs() throws Exception {
    InetSocketAddress address = serveEcho(Map.of());
    TcpClient client = new TcpClient(address.getHostString(), address.getPort());
    Group group = axon.group("talk");
    try (var talk = Handle.of(group, client)) {
      assertThat(talk.send(bytes("hello"), Duration.ofSeconds(30))).isTrue();
      assertThat(text(talk.receive(Duration.ofSeconds(30)).orElseThrow())).isEqualTo("hello");
      assertThat(client.peer()).contains(address);
      assertThat(client.local()).contains(seen.take().peer());
    }
    ended(group);
  }

  @Test
  void bothSidesMayEndWhatTheySayAndListenOn() throws Exception {
    try (var listener = new ServerSocket(0, 5, LOOPBACK)) {
      var heard = new LinkedBlockingQueue<String>();
      Group first = talk(client(listener), heard, "question");
      try (Socket peer = listener.accept()) {
        assertThat(readAll(peer)).as("up to our end").isEqualTo("question");
        peer.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
      }
      ended(first);
      assertThat(String.join("", heard)).isEqualTo("answer");

      Group second = axon.group("talk");
      Handle<ByteBuffer, ByteBuffer> talk = Handle.of(second, client(listener));
      try (Socket peer = listener.accept()) {
        try (talk) {
          peer.shutdownOutput();
          assertThatThrownBy(() -> talk.receive(Duration.ofSeconds(30)))
              .isInstanceOf(EndOfStream.class);
          assertThat(talk.send(bytes("I go on"), Duration.ofSeconds(30))).isTrue();
        }
        assertThat(readAll(peer)).isEqualTo("I go on");
      }
      ended(second);
    }
  }

  @Test
  void aPortWhereNobodyListensIsSaidSo() throws Exception {
    int port;
    try (var listener = new ServerSocket(0, 5, LOOPBACK)) {
      port = listener.getLocalPort();
    }
    Group talk = talk(new TcpClient("127.0.0.1", port), new LinkedBlockingQueue<>());
    assertThatThrownBy(() -> ended(talk))
        .hasCauseInstanceOf(ConnectFailedException.class)
        .hasMessageContaining("127.0.0.1:" + port + ": Connection refused");
  }

  @Test
  void aNameThatNobodyKnowsIsSaidSo() {
    Group talk = talk(new TcpClient("nosuch.invalid", 80), new LinkedBlockingQueue<>());
    assertThatThrownBy(() -> ended(talk))
        .hasCauseInstanceOf(ConnectFailedException.class)
        .hasMessageContaining("nosuch.invalid:80: the host is not known");
  }

  @Test
  void aHostOfBothFamiliesIsReachedWhereItListens() throws Exception {
    try (var listener = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      TcpClient client = new TcpClient("localhost", listener.getLocalPort());
      talk(client, new LinkedBlockingQueue<>(), "found");
      try (Socket peer = listener.accept()) {
        assertThat(readAll(peer)).isEqualTo("found");
      }
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUp() throws Exception {
    List<SocketChannel> crowd = new ArrayList<>();
    try (var listener = new ServerSocket(0, 1, LOOPBACK)) {
      fill(listener, crowd);
      Group talk =
          talk(
              new TcpClient(
                  List.of(listener.getLocalSocketAddress()),
                  ClientSettings.STANDARD.connectWithin(Duration.ofMillis(300))),
              new LinkedBlockingQueue<>());
      assertThatThrownBy(() -> ended(talk)).hasMessageContaining("no answer within 0.3s");
    } finally {
      for (SocketChannel one : crowd) {
        one.close();
      }
    }
  }

  /** Lets in so many that nobody else finds room in the queue. */
  private static void fill(ServerSocket listener, List<SocketChannel> crowd) throws IOException {
    // Those that find room are connected at once, over the loopback.
    for (int pending = 0; pending < 3; ) {
      SocketChannel one = SocketChannel.open();
      one.configureBlocking(false);
      pending += one.connect(listener.getLocalSocketAddress()) ? 0 : 1;
      crowd.add(one);
    }
  }

  @Test
  void nothingIsLeftOfAttemptsThatFailed() throws Exception {
    File descriptors = new File("/proc/self/fd");
    assumeTrue(descriptors.exists(), "the system shows descriptors");
    List<SocketChannel> crowd = new ArrayList<>();
    try (var listener = new ServerSocket(0, 1, LOOPBACK)) {
      fill(listener, crowd);
      int before = Objects.requireNonNull(descriptors.list()).length;
      var settings =
          ClientSettings.STANDARD
              .connectWithin(Duration.ofMillis(20))
              .retry(new ClientSettings.Retry(10, Duration.ZERO, Duration.ZERO));
      Group talk =
          talk(
              new TcpClient(List.of(listener.getLocalSocketAddress()), settings),
              new LinkedBlockingQueue<>());
      assertThatThrownBy(() -> ended(talk)).hasMessageContaining("in 10 attempts");
      // What the system still works at goes a little later; the time-out of this class waits.
      while (Objects.requireNonNull(descriptors.list()).length > before) {
        Thread.onSpinWait();
      }
    } finally {
      for (SocketChannel one : crowd) {
        one.close();
      }
    }
  }

  @Test
  void aServerThatComesLaterIsFoundByALaterAttempt() throws Exception {
    int port;
    try (var listener = new ServerSocket(0, 5, LOOPBACK)) {
      port = listener.getLocalPort();
    }
    var retry = new ClientSettings.Retry(10_000, Duration.ofMillis(5), Duration.ofMillis(5));
    talk(
        new TcpClient("127.0.0.1", port, ClientSettings.STANDARD.retry(retry)),
        new LinkedBlockingQueue<>(),
        "at last");
    try (var listener = new ServerSocket(port, 5, LOOPBACK);
        Socket peer = listener.accept()) {
      assertThat(readAll(peer)).isEqualTo("at last");
    }
  }

  @Test
  void aServerThatClosesAtOnceEndsTheTalk() throws Exception {
    try (var listener = new ServerSocket(0, 5, LOOPBACK)) {
      Group group = axon.group("talk");
      try (var talk = Handle.of(group, client(listener))) {
        listener.accept().close();
        assertThatThrownBy(() -> talk.receive(Duration.ofSeconds(30)))
            .isInstanceOf(EndOfStream.class);
      }
      ended(group);
    }
  }

  @Test
  void aServerThatCutsTheConnectionEndsTheTalkAndIsNoFailure() throws Exception {
    try (var listener = new ServerSocket(0, 5, LOOPBACK)) {
      var signals = new LinkedBlockingQueue<Signal>();
      Component<ByteBuffer, Object> ear =
          new Component<>() {
            @Override
            protected void run() {
              inbox.forEach(bytes -> {});
              signals.add(control().receive());
            }
          };
      Group talk =
          axon.activate(
              Pipeline.of(
                  Component.<Object, ByteBuffer>of(
                      "mute", (in, out) -> out.send(bytes("I am here"))),
                  client(listener),
                  ear));
      Socket peer = listener.accept();
      assertThat(readAll(peer)).as("so the client knows of the connection").isEqualTo("I am here");
      peer.setSoLinger(true, 0);
      peer.close();
      assertThat(signals.take())
          .isInstanceOfSatisfying(
              Signal.Shutdown.class, it -> assertThat(it.reason()).contains("reset"));
      ended(talk);
    }
  }

  @Test
  void manyBytesGoBothWaysAsTheyWere() throws Exception {
    InetSocketAddress address = serveEcho(Map.of());
    ManyBytes.thereAndBack(axon, new TcpClient(address.getHostString(), address.getPort()));
  }

  @Test
  void manyClientsTalkAtATime() throws Exception {
    InetSocketAddress address = serveEcho(Map.of());
    List<Group> talks = new ArrayList<>();
    List<BlockingQueue<String>> heard = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      heard.add(new LinkedBlockingQueue<>());
      talks.add(
          talk(
              new TcpClient(address.getHostString(), address.getPort()),
              heard.getLast(),
              "I am ",
              String.valueOf(i)));
    }
    for (int i = 0; i < 200; i++) {
      ended(talks.get(i));
      assertThat(String.join("", heard.get(i))).isEqualTo("I am " + i);
    }
  }

  @Test
  void aUnixDomainSocketIsAnAddressAsWell() throws Exception {
    UnixDomainSocketAddress path = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(path);
      TcpClient client = new TcpClient(List.of(path), ClientSettings.STANDARD);
      var heard = new LinkedBlockingQueue<String>();
      Group talk = talk(client, heard, "hello");
      try (SocketChannel peer = listener.accept()) {
        assertThat(Channels.newInputStream(peer).readAllBytes()).asString().isEqualTo("hello");
        peer.write(bytes("you"));
      }
      ended(talk);
      assertThat(String.join("", heard)).isEqualTo("you");
    }
    Group late =
        talk(
            new TcpClient(List.<SocketAddress>of(path), ClientSettings.STANDARD),
            new LinkedBlockingQueue<>());
    assertThatThrownBy(() -> ended(late))
        .hasMessageContaining("no connection to unix:" + path)
        .hasMessageContaining("Connection refused");
  }

  @Test
  void aClientIsAProxyForAnother() throws Exception {
    InetSocketAddress address = serveEcho(Map.of("proxy", "127.0.0.1"));
    var client = new InetSocketAddress("192.0.2.7", 4711);
    var header = ProxyHeader.of(client, address);
    for (ByteBuffer opening : List.of(header.version1(), header.version2())) {
      var heard = new LinkedBlockingQueue<String>();
      ended(
          talk(
              new TcpClient(List.of(address), ClientSettings.STANDARD.opening(opening)),
              heard,
              "hello"));
      assertThat(String.join("", heard)).isEqualTo("hello");
      assertThat(seen.take().peer()).isEqualTo(client);
    }
  }

  @Test
  void socketOptionsAreSetOrSaidToBeUnknown() throws Exception {
    InetSocketAddress address = serveEcho(Map.of());
    var heard = new LinkedBlockingQueue<String>();
    var options =
        Options.NONE
            .with(StandardSocketOptions.SO_KEEPALIVE, true)
            .with(StandardSocketOptions.SO_RCVBUF, 100_000);
    ended(
        talk(
            new TcpClient(List.of(address), ClientSettings.STANDARD.options(options)),
            heard,
            "hello"));
    assertThat(String.join("", heard)).isEqualTo("hello");
    Group wrong =
        talk(
            new TcpClient(
                List.of(address),
                ClientSettings.STANDARD.options(
                    Options.NONE.with(LinuxOptions.TCP_CONGESTION, "nosuch"))),
            new LinkedBlockingQueue<>());
    assertThatThrownBy(() -> ended(wrong)).hasMessageContaining("TCP_CONGESTION");
  }

  // The parts.

  private InetSocketAddress serveEcho(Map<String, String> settings) {
    server.register(
        "echo",
        "1",
        connection -> {
          seen.add(connection);
          return Component.of("echo", (in, out) -> in.forEach(out::send));
        });
    var all = new java.util.HashMap<>(settings);
    all.put("protocol", "echo");
    all.put("address", "127.0.0.1:0");
    String address = server.bind(ListenerSpec.of("test", all)).address();
    return new InetSocketAddress(
        "127.0.0.1", Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
  }

  private static TcpClient client(ServerSocket listener) {
    return new TcpClient(LOOPBACK.getHostAddress(), listener.getLocalPort());
  }

  private Group talk(StreamClient client, BlockingQueue<String> heard, String... words) {
    return axon.activate(
        Pipeline.of(
            Component.<Object, ByteBuffer>of(
                "words",
                (in, out) -> {
                  for (String word : words) {
                    out.send(bytes(word));
                  }
                }),
            client,
            Component.<ByteBuffer, Object>of(
                "ear", (in, out) -> in.forEach(bytes -> heard.add(text(bytes))))));
  }

  private static void ended(Group group)
      throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
    group.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static String readAll(Socket socket) throws IOException {
    socket.setSoTimeout(30_000);
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
  }
}
