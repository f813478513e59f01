package org.kamaelia.benchmarks.scenarios;

import static org.kamaelia.benchmarks.scenarios.Functions.MESSAGE;
import static org.kamaelia.benchmarks.scenarios.Scenario.MANY;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The JDK's virtual threads on the JDK's scheduler, each with an {@link ArrayBlockingQueue} of the
 * capacity. The number of the scheduler's threads is a system property of the process.
 */
final class ThreadsPeer extends JvmPeer {
  @Override
  long hop(int capacity, long count) throws InterruptedException {
    var queue = new ArrayBlockingQueue<Object>(capacity);
    long[] seen = new long[1];
    join(List.of(start(() -> take(queue, count, seen)), start(() -> put(queue, count))));
    return seen[0];
  }

  @Override
  long ring(long laps) throws InterruptedException {
    List<BlockingQueue<Object>> queues = queues(MANY, 1);
    long[] seen = new long[1];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      BlockingQueue<Object> from = queues.get(i);
      BlockingQueue<Object> to = queues.get((i + 1) % MANY);
      boolean first = i == 0;
      threads.add(
          start(
              () -> {
                for (long lap = 0; lap < laps; lap++) {
                  if (first) {
                    to.put(MESSAGE);
                    seen[0] += from.take() == MESSAGE ? MANY : 0;
                  } else {
                    to.put(from.take());
                  }
                }
              }));
    }
    join(threads);
    return seen[0];
  }

  @Override
  long fanOut(long messages) throws InterruptedException {
    List<BlockingQueue<Object>> queues = queues(MANY, 64);
    long[][] seen = new long[MANY][1];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      int at = i;
      threads.add(start(() -> take(queues.get(at), messages, seen[at])));
    }
    threads.add(
        start(
            () -> {
              for (long i = 0; i < messages; i++) {
                for (BlockingQueue<Object> queue : queues) {
                  queue.put(MESSAGE);
                }
              }
            }));
    join(threads);
    return Arrays.stream(seen).mapToLong(one -> one[0]).sum();
  }

  @Override
  long manyToOne(long messages) throws InterruptedException {
    var queue = new ArrayBlockingQueue<Object>(64);
    long[] seen = new long[1];
    List<Thread> threads = new ArrayList<>();
    threads.add(start(() -> take(queue, messages * MANY, seen)));
    for (int i = 0; i < MANY; i++) {
      threads.add(start(() -> put(queue, messages)));
    }
    join(threads);
    return seen[0];
  }

  @Override
  long life(int lives) throws InterruptedException {
    AtomicLong seen = new AtomicLong();
    // from a virtual thread: started from another, each would cross threads first
    Body all =
        () -> {
          List<Thread> threads = new ArrayList<>(lives);
          for (int i = 0; i < lives; i++) {
            threads.add(start(seen::incrementAndGet));
          }
          join(threads);
        };
    start(all).join();
    return seen.get();
  }

  /** The queues have room for one message, which is what takes least. */
  @Override
  long idle(int count, Meter meter) throws InterruptedException {
    AtomicLong woken = new AtomicLong();
    List<Thread> threads = new ArrayList<>(count);
    meter.empty();
    List<BlockingQueue<Object>> queues = queues(count, 1);
    for (BlockingQueue<Object> queue : queues) {
      threads.add(
          start(
              () -> {
                queue.take();
                woken.incrementAndGet();
              }));
    }
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    meter.allRest(count);
    Body wake =
        () -> {
          for (BlockingQueue<Object> queue : queues) {
            queue.put(MESSAGE);
          }
          join(threads);
        };
    start(wake).join();
    return woken.get();
  }

  @Override
  long latency(int count, Meter meter) throws InterruptedException {
    var queue = new ArrayBlockingQueue<Sent>(64);
    long[] seen = new long[1];
    join(
        List.of(
            start(
                () -> {
                  for (; seen[0] < count; seen[0]++) {
                    queue.take().arrived(meter);
                  }
                }),
            start(
                () -> {
                  for (int i = 0; i < count; i++) {
                    Thread.sleep(1);
                    queue.put(Sent.now());
                  }
                })));
    return seen[0];
  }

  private interface Body {
    void run() throws InterruptedException;
  }

  private static Thread start(Body body) {
    return Thread.startVirtualThread(
        () -> {
          try {
            body.run();
          } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
          }
        });
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static List<BlockingQueue<Object>> queues(int count, int capacity) {
    List<BlockingQueue<Object>> queues = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      queues.add(new ArrayBlockingQueue<>(capacity));
    }
    return queues;
  }

  private static void put(BlockingQueue<Object> queue, long count) throws InterruptedException {
    for (long i = 0; i < count; i++) {
      queue.put(MESSAGE);
    }
  }

  private static void take(BlockingQueue<Object> queue, long count, long[] seen)
      throws InterruptedException {
    for (long i = 0; i < count; i++) {
      seen[0] += queue.take() == MESSAGE ? 1 : 0;
    }
  }
}
