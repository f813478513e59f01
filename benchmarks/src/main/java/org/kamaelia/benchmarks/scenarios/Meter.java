package org.kamaelia.benchmarks.scenarios;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What a run in this JVM measures of itself. */
final class Meter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Histogram latencies = new Histogram(3);
  private final Runnable onRest;
  private long heapBefore;
  private long heapEach;
  private long begun;
  private long allocatedBefore;

  /**
   * Makes one for a run.
   *
   * @param onRest called when {@linkplain #allRest all rest}
   */
  Meter(Runnable onRest) {
    this.onRest = onRest;
  }

  void begin() {
    allocatedBefore = THREADS.getTotalThreadAllocatedBytes();
    begun = System.nanoTime();
  }

  /** Measured from here: before the first idle component. */
  void empty() {
    heapBefore = usedHeap();
  }

  /** All idle components rest; what follows is their waking. */
  void allRest(long components) {
    heapEach = (usedHeap() - heapBefore) / components;
    onRest.run();
    begin();
  }

  /** One thread at a time. */
  void latency(long nanos) {
    latencies.recordValue(nanos);
  }

  /** The line that answers the runner. */
  String answer(long count) {
    long nanos = System.nanoTime() - begun;
    long allocated = THREADS.getTotalThreadAllocatedBytes() - allocatedBefore;
    String line = "count=%d nanos=%d allocated=%d".formatted(count, nanos, allocated);
    if (heapEach > 0) {
      line += " bytes=" + heapEach;
    }
    if (latencies.getTotalCount() > 0) {
      line +=
          String.format(
              Locale.ROOT,
              " p50=%.1f p99=%.1f",
              latencies.getValueAtPercentile(50) / 1e3,
              latencies.getValueAtPercentile(99) / 1e3);
    }
    return line;
  }

  private static long usedHeap() {
    System.gc();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
