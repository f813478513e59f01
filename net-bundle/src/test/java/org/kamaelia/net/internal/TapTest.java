package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Tap;
import org.kamaelia.net.Tapped;

/** Those who watch connections. */
@Timeout(60)
class TapTest {
  private final TcpServer server = TcpServer.start(2);
  private final Heard heard = new Heard();

  @TempDir Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aListenersTapHearsAllOfAConnectionInItsOrder() throws Exception {
    String address = bind("127.0.0.1:0");
    server.tap("echo", heard);
    try (var client = new Client(address)) {
      assertThat(client.send("hello").read(5)).isEqualTo("hello");
      assertThat(client.send(" again").read(6)).isEqualTo(" again");
      assertThat(client.end().readAll()).isEmpty();
    }
    heard.untilEnded();
    assertThat(heard.kinds())
        .containsExactly(
            "Began", "Received", "Sent", "Received", "Sent", "InputEnded", "OutputEnded", "Ended");
    assertThat(heard.text(true)).isEqualTo("hello again");
    assertThat(heard.text(false)).isEqualTo("hello again");
    assertThat(heard.events.getFirst())
        .isInstanceOfSatisfying(
            Tapped.Began.class,
            it -> {
              assertThat(it.fromTheBeginning()).isTrue();
              assertThat(it.info().protocol()).isEqualTo("echo");
            });
    assertThat(heard.events.get(3))
        .isInstanceOfSatisfying(Tapped.Received.class, it -> assertThat(it.at()).isEqualTo(5));
    assertThat(heard.events.getLast())
        .isInstanceOfSatisfying(
            Tapped.Ended.class, it -> assertThat(it.how()).isEqualTo(Tapped.How.IN_ORDER));
    assertThat(heard.events).extracting(Tapped::time).isSorted();
  }

  @Test
  void aTapThatComesLaterHearsWhatComesLater() throws Exception {
    String address = bind("127.0.0.1:0");
    try (var client = new Client(address)) {
      assertThat(client.send("before").read(6)).isEqualTo("before");
      long id = server.connections().getFirst().id();
      try (var _ = server.tap(id, heard)) {
        Wait.until("it hears", () -> !heard.events.isEmpty());
        assertThat(client.send("now").read(3)).isEqualTo("now");
        Wait.until("it hears the answer", () -> heard.text(false).equals("now"));
      }
      for (Loop loop : server.axon().loops()) {
        CompletableFuture.runAsync(() -> {}, loop).get();
      }
      assertThat(client.send("after").read(5)).isEqualTo("after");
    }
    assertThat(heard.kinds()).containsExactly("Began", "Received", "Sent");
    assertThat(((Tapped.Began) heard.events.get(0)).fromTheBeginning()).isFalse();
    assertThat(((Tapped.Received) heard.events.get(1)).at()).isEqualTo(6);
  }

  @Test
  void aResetIsHeardAsOne() throws Exception {
    String address = bind("127.0.0.1:0");
    server.tap("echo", heard);
    var client = new Client(address);
    client.send("hello").read(5);
    client.reset();
    heard.untilEnded();
    assertThat(((Tapped.Ended) heard.events.getLast()).how()).isEqualTo(Tapped.How.BROKEN);
  }

  @Test
  void aFileThatIsSentIsHeardToo() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "0123456789".repeat(50_000));
    server.register(
        "echo",
        "2",
        connection ->
            Component.of(
                "file", (in, out) -> out.send(FileRegion.of(file).part(5, 300_000).message())));
    String address = server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:0")).address();
    server.tap("echo", heard);
    try (var client = new Client(address)) {
      String all = client.end().readAll();
      assertThat(all).hasSize(300_000);
      heard.untilEnded();
      assertThat(heard.text(false)).isEqualTo(all);
    }
  }

  @Test
  void aTapThatFailsHarmsNobody() throws Exception {
    String address = bind("127.0.0.1:0");
    server.tap(
        "echo",
        event -> {
          throw new IllegalStateException("a test");
        });
    server.tap("echo", heard);
    try (var client = new Client(address)) {
      assertThat(client.send("hello").read(5)).isEqualTo("hello");
    }
    heard.untilEnded();
    assertThat(heard.text(true)).isEqualTo("hello");
  }

  @Test
  void datagramsAreHeardWithTheirPeers() throws Exception {
    String address = bind("udp:127.0.0.1:0");
    server.tap("echo", heard);
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (var socket = new DatagramSocket()) {
      byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
      socket.setSoTimeout(30_000);
      socket.send(new DatagramPacket(hello, 5, InetAddress.getLoopbackAddress(), port));
      socket.receive(new DatagramPacket(new byte[10], 10));
      Wait.until("it hears the answer", () -> heard.text(false).equals("hello"));
      assertThat(heard.kinds()).containsExactly("Began", "Passed", "Passed");
      assertThat(((Tapped.Passed) heard.events.getLast()).peer())
          .hasToString("/127.0.0.1:" + socket.getLocalPort());
    }
  }

  @Test
  void whatIsNotThereCannotBeWatched() {
    assertThatThrownBy(() -> server.tap(7, heard)).hasMessage("there is no connection 7");
    assertThatThrownBy(() -> server.tap("ehco", heard))
        .hasMessageStartingWith("there is no listener ehco");
  }

  private String bind(String address) {
    server.register("echo", "1", ConnectionTest::echo);
    return server.bind(ListenerSpec.of("echo", "echo", address)).address();
  }

  /** What a tap has heard, with the bytes copied. */
  private static final class Heard implements Tap {
    final List<Tapped> events = new CopyOnWriteArrayList<>();

    @Override
    public void hear(Tapped event) {
      events.add(
          switch (event) {
            case Tapped.Received it ->
                new Tapped.Received(it.connection(), it.time(), it.at(), copy(it.bytes()));
            case Tapped.Sent it ->
                new Tapped.Sent(it.connection(), it.time(), it.at(), copy(it.bytes()));
            case Tapped.Passed it ->
                new Tapped.Passed(
                    it.connection(), it.time(), it.received(), it.peer(), copy(it.bytes()));
            default -> event;
          });
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
      return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    void untilEnded() {
      Wait.until(
          "the end is heard", () -> !events.isEmpty() && events.getLast() instanceof Tapped.Ended);
    }

    List<String> kinds() {
      return events.stream().map(it -> it.getClass().getSimpleName()).toList();
    }

    String text(boolean received) {
      var all = new ByteArrayOutputStream();
      for (Tapped event : events) {
        if (received && event instanceof Tapped.Received it) {
          all.writeBytes(it.bytes().array());
        } else if (!received && event instanceof Tapped.Sent it) {
          all.writeBytes(it.bytes().array());
        } else if (event instanceof Tapped.Passed it && it.received() == received) {
          all.writeBytes(it.bytes().array());
        }
      }
      return all.toString(StandardCharsets.UTF_8);
    }
  }
}
