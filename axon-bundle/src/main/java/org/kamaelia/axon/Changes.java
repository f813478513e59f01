package org.kamaelia.axon;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a system, in order for each loop: first what is there ({@link Change.Present}, one
 * for each loop), then each {@link Change} from that moment on, without a gap. A loop that is held
 * up begins when it goes on.
 *
 * {@snippet :
 * try (var changes = axon.changes(1000)) {
 *   while (true) {
 *     changes.next(Duration.ofSeconds(1)).ifPresent(System.out::println);
 *   }
 * }
 * }
 *
 * <p>Loops never wait for whoever reads this: changes for which there is no place are lost, and a
 * {@link Change.Lost} says how many.
 *
 * <p>Threading: read by one thread at a time.
 */
public final class Changes implements AutoCloseable {
  private final MpscAtomicArrayQueue<Change> queue;
  private final Map<String, Feed> feeds = new LinkedHashMap<>();
  private volatile @Nullable Thread reader;

  Changes(Axon axon, int limit) {
    queue = new MpscAtomicArrayQueue<>(Math.max(2, limit));
    for (Loop loop : axon.loops) {
      Feed feed = new Feed(loop);
      feeds.put(loop.name, feed);
      loop.run(() -> Watchers.begin(loop, feed));
    }
  }

  /** The next change, if it is there; never waits. */
  public Optional<Change> poll() {
    Change change = queue.poll();
    if (change != null) {
      Feed feed = feeds.get(change.loop());
      assert feed != null : "only this system's loops offer something";
      feed.seen = change.number();
      return Optional.of(change);
    }
    // Only now: what was lost came after all that was in the queue.
    return feeds.values().stream().flatMap(feed -> feed.lost().stream()).findFirst();
  }

  /**
   * The next change; waits for it at most so long. For threads that are on no loop.
   *
   * @return nothing if the time was up
   */
  public Optional<Change> next(Duration timeout) throws InterruptedException {
    long start = System.nanoTime();
    long nanos = LoopClock.nanos(timeout);
    reader = Thread.currentThread();
    try {
      while (true) {
        Optional<Change> change = poll();
        long left = nanos - (System.nanoTime() - start);
        if (change.isPresent() || left <= 0) {
          return change;
        }
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } finally {
      reader = null;
    }
  }

  /** Ends this: loops forget it. Any thread; without effect the second time. */
  @Override
  public void close() {
    feeds.values().forEach(feed -> feed.loop.run(() -> Watchers.end(feed.loop, feed)));
  }

  /** What comes from one loop. */
  final class Feed {
    private final Loop loop;

    /** Changes for which there was no place and of which the reader has not been told. */
    private final AtomicLong lost = new AtomicLong();

    /** The number of the last change that was read; the reader's alone. */
    private long seen;

    private Feed(Loop loop) {
      this.loop = loop;
    }

    /** On the loop. */
    void offer(Change change) {
      // Once one is lost so are those that follow, until the reader has been told: or he would hear
      // of them before he hears of the loss.
      if (lost.get() != 0 || !queue.offer(change)) {
        lost.incrementAndGet();
      }
      // The queue publishes with a release store, which the load of the reader may pass.
      VarHandle.fullFence();
      LockSupport.unpark(reader);
    }

    private Optional<Change> lost() {
      long count = lost.getAndSet(0);
      if (count == 0) {
        return Optional.empty();
      }
      seen += count;
      return Optional.of(new Change.Lost(loop.name, seen, count));
    }
  }
}
