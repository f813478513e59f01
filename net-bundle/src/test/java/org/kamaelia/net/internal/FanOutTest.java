package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Backplane;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Handle;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.Transformer;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;

/** One stream to very many connections; and the example of docs/buffers.md. */
@Timeout(120)
class FanOutTest {
  private static final int CONNECTIONS = 1000;
  private static final int MESSAGES = 30;
  private static final int BYTES = 20_000;

  private final AtomicInteger tuned = new AtomicInteger();
  private Server server;

  /** The name of the transport below. */
  String transport() {
    return "nio";
  }

  @BeforeEach
  void start() {
    server = TcpServer.start(1, transport());
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Gives its peer what comes from a backplane, whatever the peer says. */
  static final class Listener extends Component<ByteBuffer, ByteBuffer> {
    private final Backplane<ByteBuffer> stream;

    Listener(Backplane<ByteBuffer> stream) {
      this.stream = stream;
    }

    @Override
    protected void run() {
      Transformer<ByteBuffer, ByteBuffer> through =
          activate(Transformer.of("through", message -> message));
      through.outbox().linkTo(outbox);
      var subscription = stream.subscribe(through.inbox(), Backplane.WhenFull.WAIT);
      try {
        inbox.forEach(said -> {}); // until the peer has gone
      } finally {
        subscription.cancel();
      }
    }
  }

  @Test
  void oneStreamReachesAThousandConnectionsAndIsCopiedForNone() throws Exception {
    Backplane<ByteBuffer> stream = new Backplane<>("stream");
    Loop loop = server.axon().loops().getLast();
    server.register(
        "listen",
        "1",
        connection -> {
          tuned.incrementAndGet();
          return new Listener(stream);
        });
    String address = server.bind(ListenerSpec.of("test", "listen", "127.0.0.1:0")).address();
    try (var handle = Handle.of(loop.group("source"), stream);
        var receivers =
            new Receivers(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)))) {
      Wait.until("all listen", () -> tuned.get() == CONNECTIONS);
      long allocated = 0;
      for (int phase = 0; phase < 3; phase++) {
        // The first ones run in the interpreter, which allocates what compiled code does not.
        allocated = allocated(loop);
        for (int i = 0; i < MESSAGES; i++) {
          assertThat(handle.send(receivers.next(i), Duration.ofSeconds(30))).isTrue();
        }
        receivers.receive();
        allocated = allocated(loop) - allocated;
      }
      receivers.check();
      assertThat(allocated / (MESSAGES * CONNECTIONS)).isLessThan(BYTES / 20);
    }
  }

  private static long allocated(Loop loop) throws Exception {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    CompletableFuture<Long> id = new CompletableFuture<>();
    loop.execute(() -> id.complete(Thread.currentThread().threadId()));
    return threads.getThreadAllocatedBytes(id.get(30, TimeUnit.SECONDS));
  }

  /** The peers, on one thread. */
  private static final class Receivers implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final SplittableRandom random = new SplittableRandom(7);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
    private final CRC32 sum = new CRC32();
    private long sent;
    private long received;

    Receivers(int port) throws IOException {
      for (int i = 0; i < CONNECTIONS; i++) {
        var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new CRC32());
      }
    }

    /** A message that all are to receive: large or small, native or on the heap. */
    ByteBuffer next(int number) {
      byte[] bytes = new byte[number % 3 == 0 ? 100 : BYTES];
      random.nextBytes(bytes);
      sum.update(bytes);
      sent += bytes.length;
      ByteBuffer message =
          number % 3 == 1 ? ByteBuffer.wrap(bytes) : ByteBuffer.allocateDirect(bytes.length);
      return message.hasArray() ? message : message.put(bytes).flip().asReadOnlyBuffer();
    }

    /** Until all have received all that was sent. */
    void receive() throws IOException {
      while (received < sent * CONNECTIONS) {
        selector.select(this::read, 30_000);
      }
    }

    private void read(SelectionKey key) {
      try {
        int count = ((SocketChannel) key.channel()).read(buffer.clear());
        if (count < 0) {
          throw new IOException("the end came too early");
        }
        received += count;
        ((CRC32) key.attachment()).update(buffer.flip());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void check() {
      assertThat(selector.keys())
          .allSatisfy(
              key -> assertThat(((CRC32) key.attachment()).getValue()).isEqualTo(sum.getValue()));
    }

    @Override
    public void close() throws IOException {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    }
  }
}
