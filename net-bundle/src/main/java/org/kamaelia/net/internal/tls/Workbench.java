package org.kamaelia.net.internal.tls;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.internal.linux.Linux;

/**
 * What the TLS streams of a server, or of clients, share: threads for the long work of handshakes,
 * so that it holds up no loop; each loop's buffers; and the count of handshakes in flight. Any
 * thread.
 */
public final class Workbench implements AutoCloseable {
  /** How long a thread without work is kept. */
  private static final int KEEP_SECONDS = 30;

  /** The content of the largest record. */
  static final int RECORD = 16 * 1024;

  /** What the JDK puts into one record of TLS 1.3: a little less than it may. */
  static final int PLAIN = RECORD - 17;

  /** Room for a few of a handshake's records, or for the largest one. */
  private static final int SEALED = 48 * 1024;

  private final Map<Loop, Buffers> buffers = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Executor threads;
  private final Runnable closing;
  private final int most;

  /**
   * A loop's buffers, for use within a turn.
   *
   * @param plain where an application's bytes are gathered, a record's worth
   * @param sealed where records are made
   */
  record Buffers(ByteBuffer plain, ByteBuffer sealed) {}

  /**
   * Makes one whose threads come with the work.
   *
   * @param threads how many threads at most, 1 or more
   * @param most how many handshakes may be in flight at one time
   */
  public Workbench(int threads, int most) {
    AtomicInteger numbers = new AtomicInteger();
    // The queue holds what the handshakes in flight have to do, and so is bounded by them.
    var pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            KEEP_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work ->
                Thread.ofPlatform()
                    .daemon()
                    .name("net/tls-" + numbers.incrementAndGet())
                    .unstarted(() -> work(work)));
    pool.allowCoreThreadTimeOut(true);
    this(pool, pool::shutdownNow, most);
  }

  /** Behind the loops: a flood of handshakes must not keep those from who is connected. */
  private static void work(Runnable work) {
    Linux.stepBack();
    work.run();
  }

  /** Makes one for clients, who know themselves how many they are; it needs no closing. */
  public static Workbench ofClients() {
    return new Workbench(
        work -> Thread.ofVirtual().name("net/tls").start(work), () -> {}, Integer.MAX_VALUE);
  }

  /** Makes one with threads of somebody's. */
  Workbench(Executor threads, Runnable closing, int most) {
    this.threads = threads;
    this.closing = closing;
    this.most = most;
  }

  /** Handshakes in flight now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Counts another handshake, unless there are too many. */
  public boolean enter() {
    if (inFlight.incrementAndGet() <= most) {
      return true;
    }
    inFlight.decrementAndGet();
    return false;
  }

  /** A handshake that was counted is over. */
  void leave() {
    inFlight.decrementAndGet();
  }

  /**
   * Does work outside the loops.
   *
   * @throws java.util.concurrent.RejectedExecutionException if this is closed
   */
  public void execute(Runnable work) {
    threads.execute(work);
  }

  Buffers of(Loop loop) {
    return buffers.computeIfAbsent(
        loop,
        _ -> new Buffers(ByteBuffer.allocateDirect(PLAIN), ByteBuffer.allocateDirect(SEALED)));
  }

  @Override
  public void close() {
    closing.run();
  }
}
