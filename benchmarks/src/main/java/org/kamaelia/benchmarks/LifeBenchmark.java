package org.kamaelia.benchmarks;

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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a component costs from its creation to its end. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LifeBenchmark {
  private static final int LIVES = 10_000;

  private Axon axon;

  @Setup
  public void start() {
    axon = Axon.builder().loops(1).start();
  }

  @TearDown
  public void close() {
    axon.close();
  }

  /** Made, started, run to its end, in one group. */
  @Benchmark
  @OperationsPerInvocation(LIVES)
  public void createToEnd() {
    Group group = axon.group("lives");
    group
        .loop()
        .execute(
            () -> {
              for (int i = 0; i < LIVES; i++) {
                group.activate(Component.of("life", (in, out) -> {}));
              }
            });
    group.ended().toCompletableFuture().join();
  }

  /**
   * The JDK's virtual thread on its own scheduler, for comparison: it has no boxes and no group.
   */
  @Benchmark
  @OperationsPerInvocation(LIVES)
  public void virtualThread() throws InterruptedException {
    Thread[] threads = new Thread[LIVES];
    for (int i = 0; i < LIVES; i++) {
      threads[i] = Thread.startVirtualThread(() -> {});
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
