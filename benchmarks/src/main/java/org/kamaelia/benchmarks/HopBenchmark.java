package org.kamaelia.benchmarks;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What one message costs from a component to the next, beside what the JDK itself offers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class HopBenchmark {
  private static final int MESSAGES = 200_000;

  /** How many messages may wait between the two. */
  @Param({"1", "64"})
  public int capacity;

  private Axon axon;

  @Setup
  public void start() {
    axon = Axon.builder().loops(2).start();
  }

  @TearDown
  public void close() {
    axon.close();
  }

  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void sameLoop() {
    send(axon.loops().get(0).group("source"), axon.loops().get(0).group("sink"));
  }

  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void acrossLoops() {
    send(axon.loops().get(0).group("source"), axon.loops().get(1).group("sink"));
  }

  /** The JDK's virtual threads on its own scheduler, with its blocking queue. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void virtualThreadsWithArrayBlockingQueue() throws InterruptedException {
    var queue = new ArrayBlockingQueue<Object>(capacity);
    Thread source =
        Thread.startVirtualThread(
            () -> {
              try {
                for (int i = 0; i < MESSAGES; i++) {
                  queue.put(this);
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    Thread sink =
        Thread.startVirtualThread(
            () -> {
              try {
                for (int i = 0; i < MESSAGES; i++) {
                  queue.take();
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    source.join();
    sink.join();
  }

  private void send(Group from, Group to) {
    var source =
        Component.<Object, Object>of(
            "source",
            (in, out) -> {
              for (int i = 0; i < MESSAGES; i++) {
                out.send(this);
              }
            });
    var sink =
        Component.<Object, Object>of(
            "sink",
            (in, out) -> {
              for (Object message : in) {
                if (message != this) {
                  throw new AssertionError("another message");
                }
              }
            });
    sink.inbox().limit(capacity);
    from.add(source);
    to.add(sink);
    source.outbox().linkTo(sink.inbox());
    to.activate(sink);
    from.activate(source);
    to.ended().toCompletableFuture().join();
  }
}
