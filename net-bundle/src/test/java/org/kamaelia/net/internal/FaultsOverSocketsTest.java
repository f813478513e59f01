package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSpec;

/** What goes wrong on purpose, over real sockets. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"nio", "epoll", "io_uring"})
class FaultsOverSocketsTest {
  private final TcpServer server;

  FaultsOverSocketsTest(String transport) {
    server = TcpServer.start(2, transport);
    server.register("echo", "1", ConnectionTest::echo);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void eachByteComesBackAndThenTheEnd() throws Exception {
    String address =
        serve("127.0.0.1:0", "delay=1ms+uniform(0ms,3ms) rate=50Mbit/s slice=700 stall=1%,5ms");
    List<CompletableFuture<Void>> talks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      long seed = new SplittableRandom().nextLong();
      talks.add(CompletableFuture.runAsync(() -> talk(address, seed), Thread::startVirtualThread));
    }
    CompletableFuture.allOf(talks.toArray(CompletableFuture[]::new)).get(50, TimeUnit.SECONDS);
    server.bind(spec("127.0.0.1:0", "off"));
    talk(address, 1);
  }

  private static void talk(String address, long seed) {
    byte[] bytes = new byte[300_000];
    new SplittableRandom(seed).nextBytes(bytes);
    try (Client client = new Client(address)) {
      var writing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  client.socket.getOutputStream().write(bytes);
                  client.end();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              },
              Thread::startVirtualThread);
      byte[] back = client.socket.getInputStream().readAllBytes();
      writing.join();
      assertThat(Arrays.mismatch(bytes, back)).as("seed %d", seed).isEqualTo(-1);
    } catch (IOException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  @Test
  void aPeerSeesAResetWhereTheSeedSaysSo() throws Exception {
    String address = serve("127.0.0.1:0", "reset=1000B");
    for (int i = 0; i < 5; i++) {
      try (Client client = new Client(address).send("x".repeat(500))) {
        assertThat(client.read(500)).hasSize(500);
        client.send("x".repeat(500));
        assertThatThrownBy(client::readAll).isInstanceOf(SocketException.class);
      }
    }
  }

  @Test
  void datagramsAreLostByTheirNumbers() throws Exception {
    // the second of those that come, and of those that go
    String address = serve("udp:127.0.0.1:0", "loss=packets(2)");
    try (var peer = new DatagramSocket()) {
      peer.setSoTimeout(30_000);
      List<Integer> back = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        peer.send(
            new DatagramPacket(
                new byte[] {(byte) i},
                1,
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(address.substring(address.lastIndexOf(':') + 1))));
      }
      for (int i = 0; i < 2; i++) {
        var packet = new DatagramPacket(new byte[10], 10);
        peer.receive(packet);
        back.add((int) packet.getData()[0]);
      }
      assertThat(back).containsExactly(1, 4);
    }
  }

  private String serve(String address, String faults) {
    ListenerInfo info = server.bind(spec(address, faults));
    assertThat(info.reason()).isEmpty();
    return info.address();
  }

  private static ListenerSpec spec(String address, String faults) {
    return ListenerSpec.of("a", "echo", address).with("faults", faults);
  }
}
