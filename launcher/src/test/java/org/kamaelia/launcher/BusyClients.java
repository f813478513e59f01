package org.kamaelia.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients of echo that say something, wait for the answer, and go on. Who is hung up on connects
 * anew, and says again what was not answered. All are on one thread: what they cost is little
 * beside what the server does for them.
 */
final class BusyClients implements AutoCloseable {
  private static final int LONGEST = 1024;

  /** Between what each says: so many are busy enough. */
  private static final long PAUSE_NANOS = 50_000_000;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long MOST_WAIT_MILLIS = 100;

  private final InetSocketAddress address;
  private final Selector selector = Selector.open();
  private final CountDownLatch served;

  /** Those that say nothing for a moment, the first to speak first. */
  private final PriorityQueue<Client> resting =
      new PriorityQueue<>(Comparator.comparingLong((Client client) -> client.since));

  private final List<Client> clients = new ArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile Figures figures = new Figures();
  private volatile boolean over;

  BusyClients(int port, int count) throws IOException {
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    served = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      clients.add(new Client(i));
    }
    thread = Thread.ofPlatform().name("clients").start(this::run);
  }

  void awaitAllServed() throws InterruptedException {
    served.await();
  }

  /** What is measured from now on goes there. It may be read when all have ended. */
  void measure(Figures into) {
    figures = into;
  }

  /** Answers so far. */
  long answers() {
    return answers.get();
  }

  /** Bytes that were sent. */
  long sent() {
    return sent.get();
  }

  /** Bytes that came back, right and in order. */
  long answered() {
    return answered.get();
  }

  /** Bytes of which the server said by hanging up, in order, that it has not answered them. */
  long unanswered() {
    return unanswered.get();
  }

  /** What must not be. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Lets all have their last answer. */
  void end() throws InterruptedException {
    over = true;
    selector.wakeup();
    thread.join();
  }

  @Override
  public void close() {
    over = true;
    selector.wakeup();
  }

  private void run() {
    try (selector) {
      for (Client client : List.copyOf(clients)) {
        client.attempt(client::connect);
      }
      long looked = System.nanoTime();
      while (!(over && selector.keys().isEmpty())) {
        long now = System.nanoTime();
        for (Client next = resting.peek();
            next != null && (over || next.since <= now);
            next = resting.peek()) {
          resting.remove().attempt(next::speak);
        }
        if (now - looked > PATIENCE_NANOS / 10) {
          looked = now;
          clients.forEach(client -> client.attempt(client::look));
        }
        Client next = resting.peek();
        long wait = next == null ? MOST_WAIT_MILLIS : (next.since - now) / 1_000_000;
        selector.select(BusyClients::ready, Math.clamp(wait, 1, MOST_WAIT_MILLIS));
      }
    } catch (IOException e) {
      failures.add("the clients: " + e);
    }
  }

  private static void ready(SelectionKey key) {
    Client client = (Client) key.attachment();
    client.attempt(client::ready);
  }

  private interface Act {
    void run() throws IOException;
  }

  /** One of them. */
  private final class Client {
    private final int number;
    private final SplittableRandom random;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;

    /** What is said, and what has come of the answer. */
    private ByteBuffer said;

    private ByteBuffer answer = ByteBuffer.allocate(0);

    /** When it began to connect; or when it first said what it says; or when it will speak. */
    private long since;

    private long connecting;
    private boolean first = true;
    private boolean newHere;

    Client(int number) {
      this.number = number;
      random = new SplittableRandom(number);
      said = say();
    }

    /** Whatever goes wrong with one is no matter of the others. */
    void attempt(Act act) {
      try {
        act.run();
      } catch (IOException e) {
        failures.add("client " + number + ": " + e);
        served.countDown();
        hangUp();
      }
    }

    private ByteBuffer say() {
      byte[] bytes = new byte[1 + random.nextInt(LONGEST)];
      random.nextBytes(bytes);
      return ByteBuffer.wrap(bytes);
    }

    void connect() throws IOException {
      connecting = System.nanoTime();
      newHere = true;
      if (first) {
        since = connecting;
      }
      channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      boolean connected = channel.connect(address);
      key = channel.register(selector, SelectionKey.OP_CONNECT, this);
      if (connected) {
        connected();
      }
    }

    private void connected() throws IOException {
      key.interestOps(SelectionKey.OP_READ);
      figures.connects.add(System.nanoTime() - connecting);
      write();
    }

    /** Something new. */
    void speak() throws IOException {
      if (over) {
        hangUp();
        return;
      }
      said = say();
      since = System.nanoTime();
      key.interestOps(SelectionKey.OP_READ);
      write();
    }

    private void write() throws IOException {
      said.rewind();
      answer = ByteBuffer.allocate(said.capacity());
      sent.addAndGet(said.capacity());
      if (channel.write(said) < said.capacity()) {
        throw new IOException("so little was not taken at once");
      }
    }

    void ready() throws IOException {
      if (key.isConnectable()) {
        if (channel.finishConnect()) {
          connected();
        }
        return;
      }
      int count = channel.read(answer);
      if (count < 0) {
        unanswered.addAndGet(answer.remaining());
        hangUp();
        if (!over) {
          connect();
        }
        return;
      }
      answered.addAndGet(count);
      if (!answer.hasRemaining()) {
        taken();
      }
    }

    private void taken() throws IOException {
      if (!answer.flip().equals(said.rewind())) {
        throw new IOException("other bytes came back than were sent");
      }
      long took = System.nanoTime() - since;
      answers.incrementAndGet();
      Figures here = figures;
      here.all.add(took);
      if (newHere) {
        here.firsts.add(took);
        newHere = false;
      }
      if (first) {
        first = false;
        served.countDown();
      }
      // whether it is hung up on is not looked at until it says something: it learns so the hard
      // way
      key.interestOps(0);
      since = System.nanoTime() + PAUSE_NANOS;
      resting.add(this);
    }

    void look() throws IOException {
      if (key != null && key.isValid() && System.nanoTime() - since > PATIENCE_NANOS) {
        throw new IOException("no answer");
      }
    }

    private void hangUp() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        failures.add("client " + number + ": " + e);
      }
    }
  }

  /** How long something took, each time. */
  static final class Times {
    private long[] nanos = new long[1024];
    private int count;

    private void add(long took) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = took;
    }

    @Override
    public String toString() {
      if (count == 0) {
        return "none";
      }
      Arrays.sort(nanos, 0, count);
      return "%,d: p50 %,d us, p99 %,d us, most %,d us"
          .formatted(count, at(0.5), at(0.99), nanos[count - 1] / 1000);
    }

    private long at(double share) {
      return nanos[(int) (count * share)] / 1000;
    }
  }

  /** What was measured in a while. */
  static final class Figures {
    /** From when it was said first to the whole answer, whatever it took to connect anew. */
    final Times all = new Times();

    /** Those of {@link #all} that were the first of a connection. */
    final Times firsts = new Times();

    final Times connects = new Times();

    @Override
    public String toString() {
      return "answers %s; first ones of a connection %s; connects %s"
          .formatted(all, firsts, connects);
    }
  }
}
