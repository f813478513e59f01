package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.EndOfStream;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;

/** What a protocol and its peer see of each other. */
@Timeout(120)
class ConnectionTest {
  private final Server server = TcpServer.start(2, transport());

  /** The name of the transport below. */
  String transport() {
    return "nio";
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void echoAnswersAndClosesWhenThePeerHasEnded() throws Exception {
    try (var client = new Client(serve(ConnectionTest::echo))) {
      assertThat(client.send("hello").read(5)).isEqualTo("hello");
      assertThat(client.send(" and bye").end().readAll()).isEqualTo(" and bye");
    }
    Wait.until("no connection is left", () -> server.connections().isEmpty());
  }

  @Test
  void theProtocolIsToldWhoIsThere() throws Exception {
    BlockingQueue<Connection> seen = new ArrayBlockingQueue<>(1);
    String address =
        serve(
            connection -> {
              seen.add(connection);
              return echo(connection);
            });
    try (var client = new Client(address)) {
      assertThat(client.send("x").read(1)).isEqualTo("x");
      Connection connection = seen.take();
      assertThat(connection.peer()).isEqualTo(client.socket.getLocalSocketAddress());
      assertThat(connection.local()).isEqualTo(client.socket.getRemoteSocketAddress());
      assertThat(connection.listener()).isEqualTo("test");
      // The peer may have the byte before the connection and the byte are counted here.
      Wait.until(
          "the byte is counted",
          () -> server.connections().stream().anyMatch(info -> info.sent() == 1));
      ConnectionInfo info = server.connections().getFirst();
      assertThat(info.id()).isEqualTo(connection.id());
      assertThat(info.received()).isEqualTo(1);
      assertThat(info.protocol()).isEqualTo("test");
    }
  }

  @Test
  void whatWasSentBeforeTheEndArrivesAlthoughThePeerHasSaidMoreThanWasRead() throws Exception {
    int size = 1 << 20;
    String address =
        serve(
            connection ->
                Component.of(
                    "talker",
                    (in, out) -> {
                      in.receive();
                      for (int i = 0; i < size / 1024; i++) {
                        out.send(ByteBuffer.allocate(1024));
                      }
                    }));
    try (var client = new Client(address, 4096)) {
      client.send("begin");
      client.send("x".repeat(100_000));
      assertThat(client.end().readAll()).hasSize(size);
    }
  }

  @Test
  void aPeerThatStaysAfterTheEndIsNotWaitedForForEver() throws Exception {
    String address =
        serve(connection -> Component.of("brief", (in, out) -> out.send(bytes("bye"))));
    try (var client = new Client(address)) {
      assertThat(client.readAll()).isEqualTo("bye");
      Wait.until("the server has let go", () -> server.connections().isEmpty());
    }
  }

  @Test
  void aProtocolMayEndItsDirectionAndReadOn() throws Exception {
    var heard = new CompletableFuture<String>();
    String address =
        serve(
            connection ->
                Component.of(
                    "half",
                    (in, out) -> {
                      out.send(bytes("your turn"));
                      out.end();
                      var all = new StringBuilder();
                      in.forEach(message -> all.append(text(message)));
                      heard.complete(all.toString());
                    }));
    try (var client = new Client(address)) {
      assertThat(client.readAll()).isEqualTo("your turn");
      client.send("one ").send("two").end();
      assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo("one two");
    }
  }

  @Test
  void aPeerMayEndItsDirectionAndReadOn() throws Exception {
    String address =
        serve(
            connection ->
                Component.of(
                    "counter",
                    (in, out) -> {
                      long count = 0;
                      for (ByteBuffer message : in) {
                        count += message.remaining();
                      }
                      out.send(bytes("you sent " + count));
                    }));
    try (var client = new Client(address)) {
      assertThat(client.send("12345").end().readAll()).isEqualTo("you sent 5");
    }
  }

  @Test
  void aResetEndsTheProtocolAndIsNoFailure() throws Exception {
    var ended = new CompletableFuture<String>();
    String address =
        serve(
            connection ->
                Component.of(
                    "listener",
                    (in, out) -> {
                      out.send(in.receive());
                      try {
                        in.receive();
                        ended.complete("a message");
                      } catch (EndOfStream e) {
                        ended.complete("the end");
                      }
                    }));
    var client = new Client(address);
    assertThat(client.send("x").read(1)).isEqualTo("x");
    client.reset();
    assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo("the end");
    Wait.until("no connection is left", () -> server.connections().isEmpty());
  }

  @Test
  void aResetIsASignalForThoseWhoLook() throws Exception {
    var seen = new CompletableFuture<Signal>();
    String address =
        serve(
            connection ->
                new Component<ByteBuffer, ByteBuffer>() {
                  @Override
                  protected void run() {
                    outbox.send(inbox.receive());
                    seen.complete(control().receive());
                  }
                });
    var client = new Client(address);
    assertThat(client.send("x").read(1)).isEqualTo("x");
    client.reset();
    assertThat(seen.get(30, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Signal.Shutdown.class, shutdown -> assertThat(shutdown.reason()).contains("reset"));
  }

  @Test
  void aProtocolThatThrowsLosesItsConnectionAndNoOtherNotices() throws Exception {
    String address =
        serve(
            connection ->
                Component.of(
                    "thrower",
                    (in, out) -> {
                      for (ByteBuffer message : in) {
                        if (text(message).equals("throw")) {
                          throw new IllegalStateException("asked to");
                        }
                        out.send(message);
                      }
                    }));
    List<Client> others = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      others.add(new Client(address));
    }
    try (var client = new Client(address)) {
      client.send("throw");
      // A reset, so that what came before cannot be taken for all there was.
      assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
    }
    for (Client other : others) {
      assertThat(other.send("still here").read(10)).isEqualTo("still here");
      other.close();
    }
  }

  @Test
  void aFactoryThatThrowsLosesItsConnectionAndNoOtherNotices() throws Exception {
    var calls = new AtomicLong();
    String address =
        serve(
            connection -> {
              if (calls.incrementAndGet() == 2) {
                throw new LinkageError("no such class");
              }
              return echo(connection);
            });
    try (var first = new Client(address)) {
      assertThat(first.send("1").read(1)).isEqualTo("1");
      // The reset may come before the system says that it is connected.
      assertThatThrownBy(
              () -> {
                try (var second = new Client(address)) {
                  second.readAll();
                }
              })
          .isInstanceOf(SocketException.class);
      try (var third = new Client(address)) {
        assertThat(third.send("3").read(1)).isEqualTo("3");
      }
      assertThat(first.send("1").read(1)).isEqualTo("1");
    }
  }

  @Test
  void manyBytesComeBackAsTheyWere() throws Exception {
    long seed = new Random().nextLong();
    int size = 32 << 20;
    try (var client = new Client(serve(ConnectionTest::echo))) {
      var sent = new CRC32();
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    var random = new Random(seed);
                    try {
                      for (int left = size; left > 0; ) {
                        byte[] chunk = new byte[Math.min(left, 1 + random.nextInt(100_000))];
                        random.nextBytes(chunk);
                        sent.update(chunk);
                        client.socket.getOutputStream().write(chunk);
                        left -= chunk.length;
                      }
                      client.end();
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  });
      var received = new CRC32();
      byte[] buffer = new byte[70_000];
      long count = 0;
      for (int n; (n = client.socket.getInputStream().read(buffer)) >= 0; count += n) {
        received.update(buffer, 0, n);
      }
      writer.join();
      assertThat(count).as("seed %d", seed).isEqualTo(size);
      assertThat(received.getValue()).as("seed %d", seed).isEqualTo(sent.getValue());
    }
  }

  @Test
  void aPeerThatDoesNotReadStopsTheSenderAndThenGoesOn() throws Exception {
    var sent = new AtomicLong();
    int chunk = 1000;
    int size = 64 << 20;
    String address =
        serve(
            connection ->
                Component.of(
                    "flood",
                    (in, out) -> {
                      for (long left = size; left > 0; left -= chunk) {
                        byte[] message = new byte[(int) Math.min(left, chunk)];
                        out.send(ByteBuffer.wrap(message));
                        sent.addAndGet(message.length);
                      }
                    }));
    try (var client = new Client(address, 4096)) {
      Wait.until("the sender has begun", () -> sent.get() > 0);
      // It stands still when no progress is made for many of its turns.
      long[] before = {-1, 0};
      Wait.until(
          "the sender stands still",
          () -> {
            before[1] = sent.get() == before[0] ? before[1] + 1 : 0;
            before[0] = sent.get();
            return before[1] > 300;
          });
      assertThat(sent.get()).isLessThan(16L << 20);
      assertThat(client.socket.getInputStream().skip(0)).isZero();
      long read = 0;
      byte[] buffer = new byte[1 << 16];
      for (int n; (n = client.socket.getInputStream().read(buffer)) >= 0; ) {
        read += n;
      }
      assertThat(read).isEqualTo(size);
    }
  }

  @Test
  void aProtocolThatDoesNotReadStopsThePeer() throws Exception {
    var go = new CountDownLatch(1);
    var written = new AtomicLong();
    var counted = new CompletableFuture<Long>();
    int size = 64 << 20;
    String address =
        serve(
            connection ->
                new org.kamaelia.axon.ThreadedComponent<ByteBuffer, ByteBuffer>() {
                  @Override
                  protected void run() throws InterruptedException {
                    go.await();
                    long count = 0;
                    for (ByteBuffer message : inbox) {
                      count += message.remaining();
                    }
                    counted.complete(count);
                  }
                });
    try (var client = new Client(address)) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  byte[] chunk = new byte[1 << 16];
                  for (int i = 0; i < size / chunk.length; i++) {
                    client.socket.getOutputStream().write(chunk);
                    written.addAndGet(chunk.length);
                  }
                  client.end();
                } catch (IOException e) {
                  counted.completeExceptionally(e);
                }
              });
      long[] before = {-1, 0};
      Wait.until(
          "the peer stands still",
          () -> {
            before[1] = written.get() == before[0] ? before[1] + 1 : 0;
            before[0] = written.get();
            return before[1] > 300;
          });
      assertThat(written.get()).isLessThan(32L << 20);
      go.countDown();
      assertThat(counted.get(60, TimeUnit.SECONDS)).isEqualTo(size);
    }
  }

  @Test
  void anIdleConnectionIsClosedAndABusyOneIsNot() throws Exception {
    server.register("test", "1", ConnectionTest::echo);
    String address =
        server
            .bind(
                ListenerSpec.of("test", "test", "127.0.0.1:0")
                    .with(ListenerSettings.IDLE_TIMEOUT, Duration.ofMillis(300)))
            .address();
    try (var idle = new Client(address);
        var busy = new Client(address)) {
      assertThat(idle.send("x").read(1)).isEqualTo("x");
      var closed = new CompletableFuture<String>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  closed.complete(idle.readAll());
                } catch (IOException e) {
                  closed.completeExceptionally(e);
                }
              });
      while (!closed.isDone()) {
        assertThat(busy.send("y").read(1)).isEqualTo("y");
      }
      assertThat(closed.get()).isEmpty();
      assertThat(busy.send("z").read(1)).isEqualTo("z");
    }
  }

  @Test
  void whoSendsAsSoonAsItIsAnsweredIsEndedBetweenTwoAnswersAndLosesNothing() throws Exception {
    long seed = new Random().nextLong();
    var registration = server.register("test", "1", ConnectionTest::echo);
    String address = bindForEver();
    var begun = new CountDownLatch(30);
    List<CompletableFuture<Void>> talks = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      var random = new Random(seed + i);
      talks.add(
          CompletableFuture.runAsync(
              () -> {
                try (var client = new Client(address)) {
                  talk(client, random, begun);
                } catch (IOException e) {
                  throw new AssertionError("seed " + seed, e);
                }
              },
              Thread::startVirtualThread));
    }
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    registration.close();
    for (CompletableFuture<Void> talk : talks) {
      talk.get(60, TimeUnit.SECONDS);
    }
    assertThat(server.connections()).isEmpty();
  }

  /** Sends blocks until it is not answered any more: whole answers, and then the end. */
  private static void talk(Client client, Random random, CountDownLatch begun) throws IOException {
    for (int round = 0; ; round++) {
      byte[] block = new byte[1 + random.nextInt(500)];
      random.nextBytes(block);
      client.socket.getOutputStream().write(block);
      byte[] answer = client.socket.getInputStream().readNBytes(block.length);
      if (answer.length == 0) {
        return;
      }
      assertThat(answer).isEqualTo(block);
      if (round == 20) {
        begun.countDown();
      }
    }
  }

  @Test
  void whatHasComeIsAnsweredBeforeTheEnd() throws Exception {
    int size = 128 << 10;
    var hold = new CountDownLatch(1);
    var held = new CountDownLatch(1);
    var registration =
        server.register(
            "test",
            "1",
            connection ->
                new org.kamaelia.axon.ThreadedComponent<ByteBuffer, ByteBuffer>() {
                  @Override
                  protected void run() throws InterruptedException {
                    outbox.send(inbox.receive());
                    held.countDown();
                    hold.await();
                    inbox.forEach(outbox::send);
                  }
                });
    try (var client = new Client(bindForEver())) {
      // all of it is in the system's buffers before the server is told
      client.socket.setSendBufferSize(4 * size);
      client.send("x");
      held.await();
      client.send("y".repeat(size));
      var gone = CompletableFuture.runAsync(registration::close, Thread::startVirtualThread);
      Wait.until(
          "it is told",
          () -> server.connections().getFirst().state() == ConnectionInfo.State.FINISHING);
      hold.countDown();
      assertThat(client.read(1 + size)).hasSize(1 + size);
      assertThat(client.readAll()).isEmpty();
      client.end();
      gone.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void aStreamThatNeverEndsIsEndedInOrderWhenItsTimeIsUp() throws Exception {
    var registration =
        server.register(
            "test",
            "1",
            connection ->
                Component.of(
                    "flood",
                    (in, out) -> {
                      while (true) {
                        out.send(bytes("0123456789abcdef".repeat(64)));
                      }
                    }));
    String address =
        server
            .bind(ListenerSpec.of("test", "test", "127.0.0.1:0").with("finishWithin", "200ms"))
            .address();
    try (var client = new Client(address)) {
      assertThat(client.read(1)).isEqualTo("0");
      var gone = CompletableFuture.runAsync(registration::close, Thread::startVirtualThread);
      assertThat(client.readAll().length() % 1024).isEqualTo(1023);
      client.end();
      gone.get(60, TimeUnit.SECONDS);
    }
  }

  /** As {@link #serve}, and who is told to finish has all the time there is. */
  private String bindForEver() {
    return server
        .bind(ListenerSpec.of("test", "test", "127.0.0.1:0").with("finishWithin", "24h"))
        .address();
  }

  @Test
  void aConnectionIsGoneOnlyWhenAllThatItStartedHasEnded() throws Exception {
    String address =
        serve(
            connection ->
                new Component<ByteBuffer, ByteBuffer>() {
                  @Override
                  protected void run() {
                    activate(Component.of("child", (in, out) -> in.receive()));
                    outbox.send(inbox.receive());
                  }
                });
    try (var client = new Client(address)) {
      assertThat(client.send("x").end().readAll()).isEqualTo("x");
    }
    Wait.until("no connection is left", () -> server.connections().isEmpty());
    assertThat(server.axon().topology().components())
        .noneMatch(component -> component.name().contains("conn["));
  }

  @Test
  void aPipelineIsAProtocol() throws Exception {
    String address =
        serve(
            connection ->
                Pipeline.of(
                    Component.<ByteBuffer, String>of(
                        "decode", (in, out) -> in.forEach(message -> out.send(text(message)))),
                    Component.<String, ByteBuffer>of(
                        "shout",
                        (in, out) ->
                            in.forEach(
                                message ->
                                    out.send(bytes(message.toUpperCase(java.util.Locale.ROOT)))))));
    try (var client = new Client(address)) {
      assertThat(client.send("hello").end().readAll()).isEqualTo("HELLO");
    }
    Wait.until("no connection is left", () -> server.connections().isEmpty());
  }

  @Test
  void aMessageThatWasSentIsLeftAsItWas() throws Exception {
    ByteBuffer shared = bytes("the same for all").asReadOnlyBuffer();
    String address = serve(connection -> Component.of("shared", (in, out) -> out.send(shared)));
    for (int i = 0; i < 3; i++) {
      try (var client = new Client(address)) {
        assertThat(client.readAll()).isEqualTo("the same for all");
      }
    }
  }

  private String serve(org.kamaelia.net.ProtocolFactory factory) {
    server.register("test", "1", factory);
    return server.bind(ListenerSpec.of("test", "test", "127.0.0.1:0")).address();
  }

  static Component<ByteBuffer, ByteBuffer> echo(Connection connection) {
    return Component.of("echo", (in, out) -> in.forEach(out::send));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
