package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.Server;

/** A protocol that is replaced again and again under clients that never stop. */
@Timeout(180)
@ParameterizedClass
@ValueSource(strings = {"nio", "epoll", "io_uring"})
class SwapTest {
  private static final int SWAPS = 12;

  private static final int BUSY = 100;
  private static final int RESTING = 10;
  private static final int LARGEST = 500;

  private final TcpServer server;
  private final long seed = new Random().nextLong();
  private volatile boolean over;

  private final AtomicLong answered = new AtomicLong();

  /** Connections that were there when their protocol was replaced. */
  private final AtomicLong ended = new AtomicLong();

  SwapTest(String transport) {
    server = TcpServer.start(2, transport);
  }

  @Test
  void nobodyIsRefusedOrResetAndNoAnswerIsLostHoweverOftenItIsReplaced() throws Exception {
    Server.Registration serving = register(0, ConnectionTest::echo);
    // Whoever were not found to be idle would be waited for until the test's time is up.
    ListenerSpec spec = ListenerSpec.of("a", "echo", "127.0.0.1:0").with("finishWithin", "24h");
    String address = server.bind(spec).address();
    try {
      List<CompletableFuture<Void>> clients = clients(address, BUSY, RESTING);
      for (int swap = 1; swap <= SWAPS; swap++) {
        serving = swap(serving, swap, ConnectionTest::echo);
        assertThat(server.protocols()).extracting(ProtocolInfo::bundle).containsExactly(1L + swap);
        for (CompletableFuture<Void> client : clients) {
          assertThat(client).as("seed %d, swap %d", seed, swap).isNotDone();
        }
      }
      assertThat(server.listeners().getFirst().rejected()).as("seed %d", seed).isZero();
      over = true;
      serving.close();
      for (CompletableFuture<Void> client : clients) {
        client.get(60, TimeUnit.SECONDS);
      }
      assertThat(ended.get()).isGreaterThan(SWAPS);
      assertThat(server.connections()).isEmpty();
    } finally {
      over = true;
      server.close();
    }
  }

  @Test
  void noConnectionEndsWhereTheVersionsHandThemOver() throws Exception {
    Server.Registration serving = register(0, handingOver());
    ListenerSpec spec = ListenerSpec.of("a", "echo", "127.0.0.1:0").with("finishWithin", "24h");
    String address = server.bind(spec).address();
    try {
      List<CompletableFuture<Void>> clients = clients(address, BUSY, 0);
      for (int swap = 1; swap <= SWAPS; swap++) {
        serving = swap(serving, swap, handingOver());
        ProtocolInfo only = server.protocols().getFirst();
        assertThat(server.protocols()).containsExactly(only);
        assertThat(only.bundle()).isEqualTo(1L + swap);
        assertThat(only.connections()).isEqualTo(BUSY);
      }
      assertThat(ended.get()).as("seed %d", seed).isZero();
      assertThat(server.listeners().getFirst().accepted()).isEqualTo(BUSY);
      over = true;
      serving.close();
      for (CompletableFuture<Void> client : clients) {
        client.get(60, TimeUnit.SECONDS);
      }
    } finally {
      over = true;
      server.close();
    }
  }

  private static ProtocolFactory handingOver() {
    return new ProtocolFactory() {
      @Override
      public Component<ByteBuffer, ByteBuffer> create(Connection connection) {
        return ConnectionTest.echo(connection);
      }

      @Override
      public boolean handsOver() {
        return true;
      }
    };
  }

  private List<CompletableFuture<Void>> clients(String address, int busy, int resting) {
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < busy + resting; i++) {
      var random = new Random(seed + i);
      boolean rests = i >= busy;
      clients.add(
          CompletableFuture.runAsync(
              () -> talkUntilTheEnd(address, random, rests), Thread::startVirtualThread));
    }
    return clients;
  }

  /** When all have been answered, the next bundle takes the place of the last. */
  private Server.Registration swap(Server.Registration serving, int swap, ProtocolFactory factory) {
    long before = answered.get();
    Wait.until("they are at it", () -> answered.get() >= before + BUSY);
    Server.Stage stage = server.stage(1 + swap);
    Server.Registration next = register(swap, factory);
    assertThat(stage.release(swap)).containsExactly("a");
    serving.close();
    return next;
  }

  /** Higher and lower versions by turns. */
  private Server.Registration register(int swap, ProtocolFactory factory) {
    return server.register(
        "echo",
        String.valueOf(1 + swap % 3),
        "test",
        1 + swap,
        0,
        EnumSet.of(Carrier.STREAM),
        factory,
        null);
  }

  private void talkUntilTheEnd(String address, Random random, boolean rests) {
    try {
      while (!over) {
        try (var client = new Client(address)) {
          talk(client, random, rests);
          ended.incrementAndGet();
        }
      }
    } catch (IOException e) {
      if (!over) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** Whole answers, and then the end. */
  private void talk(Client client, Random random, boolean rests) throws IOException {
    while (true) {
      byte[] block = new byte[1 + random.nextInt(LARGEST)];
      random.nextBytes(block);
      client.socket.getOutputStream().write(block);
      byte[] answer = client.socket.getInputStream().readNBytes(block.length);
      if (answer.length == 0) {
        return;
      }
      assertThat(answer).as("seed %d", seed).isEqualTo(block);
      answered.incrementAndGet();
      if (rests) {
        assertThat(client.readAll()).isEmpty();
        return;
      }
    }
  }
}
