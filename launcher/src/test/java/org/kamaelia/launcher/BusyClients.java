package org.kamaelia.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of echo that say something, wait for the answer, and go on. Who is hung up on connects
 * anew, and says again what was not answered.
 */
final class BusyClients implements AutoCloseable {
  private static final int LONGEST = 1024;

  /** Between what each says: so many are busy enough. */
  private static final long PAUSE_NANOS = 50_000_000;

  private static final int PATIENCE_MILLIS = 60_000;

  private final int port;
  private final CountDownLatch served;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong connects = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile Queue<Long> times = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  /** How long answers took, of all that came in a while. */
  record Figures(long answers, long p50Micros, long p99Micros, long mostMicros, long connects) {
    @Override
    public String toString() {
      return "%,d answers, p50 %,d us, p99 %,d us, most %,d us, %,d connects"
          .formatted(answers, p50Micros, p99Micros, mostMicros, connects);
    }
  }

  BusyClients(int port, int count) {
    this.port = port;
    served = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      var random = new SplittableRandom(i);
      threads.add(Thread.ofVirtual().name("client " + i).start(() -> talk(random)));
    }
  }

  void awaitAllServed() throws InterruptedException {
    served.await();
  }

  /** What was measured since the last time. */
  Figures measure() {
    Queue<Long> taken = times;
    times = new ConcurrentLinkedQueue<>();
    long[] nanos = taken.stream().mapToLong(Long::longValue).sorted().toArray();
    return nanos.length == 0
        ? new Figures(0, 0, 0, 0, connects.getAndSet(0))
        : new Figures(
            nanos.length,
            nanos[nanos.length / 2] / 1000,
            nanos[(int) (nanos.length * 0.99)] / 1000,
            nanos[nanos.length - 1] / 1000,
            connects.getAndSet(0));
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
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() {
    over = true;
    for (Thread thread : threads) {
      thread.interrupt();
    }
    try {
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void talk(SplittableRandom random) {
    byte[] said = say(random);
    boolean first = true;
    try {
      while (!over) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          connects.incrementAndGet();
          socket.setTcpNoDelay(true);
          socket.setSoTimeout(PATIENCE_MILLIS);
          while (!over && isAnswered(socket, said)) {
            if (first) {
              first = false;
              served.countDown();
            }
            said = say(random);
            LockSupport.parkNanos(PAUSE_NANOS);
          }
        }
      }
    } catch (IOException e) {
      if (!over) {
        failures.add(Thread.currentThread().getName() + ": " + e);
        served.countDown();
      }
    }
  }

  private static byte[] say(SplittableRandom random) {
    byte[] bytes = new byte[1 + random.nextInt(LONGEST)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Whether the whole answer came; if not, the server has hung up. */
  private boolean isAnswered(Socket socket, byte[] said) throws IOException {
    long began = System.nanoTime();
    OutputStream out = socket.getOutputStream();
    InputStream in = socket.getInputStream();
    out.write(said);
    sent.addAndGet(said.length);
    byte[] answer = in.readNBytes(said.length);
    answered.addAndGet(answer.length);
    unanswered.addAndGet(said.length - answer.length);
    if (!Arrays.equals(answer, 0, answer.length, said, 0, answer.length)) {
      throw new IOException("other bytes came back than were sent");
    }
    if (answer.length < said.length) {
      return false;
    }
    answers.incrementAndGet();
    times.add(System.nanoTime() - began);
    return true;
  }
}
