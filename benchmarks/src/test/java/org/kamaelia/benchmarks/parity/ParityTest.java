package org.kamaelia.benchmarks.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulated TCP is as fast as the kernel's. */
@Timeout(120)
class ParityTest {
  private static final int SEEDS = 8;
  private static final Percentage TEN = Percentage.withPercentage(10);

  /** What the kernel, 6.18, had in these cells; see benchmarks/README.md. */
  @ParameterizedTest
  @CsvSource({
    "reno,  10, 10, 0.01,   50,  5.64, 24.5",
    "reno,  10, 10, 0.03,   50,  3.03, 24.2",
    "reno,  20,  5, 0.01,   50, 11.18, 12.6",
    "reno,  10, 50, 0.01,  200,  1.25, 106.8",
    "cubic, 10, 10, 0.01,   50,  5.29, 23.6",
    "cubic, 10, 10, 0.03,   50,  2.52, 25.0",
    "cubic, 20,  5, 0.01,   50,  9.86, 12.0",
    "bbr,   10, 10, 0.01,   50,  9.31, 43.0",
  })
  void itIsWithinTenPercentOfWhatTheKernelWasMeasuredToDo(
      String control, int megabits, int delay, double loss, int queue, double goodput, double rtt)
      throws IOException {
    Cell cell = Cell.of(control, megabits, delay, loss, queue);
    List<Figures> runs = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      runs.add(Simulated.run(cell, seed, cell.seconds(50)));
    }
    assertThat(mean(runs, Figures::goodput)).as("goodput").isCloseTo(goodput, TEN);
    assertThat(mean(runs, Figures::rtt)).as("round-trip time").isCloseTo(rtt, TEN);
  }

  private static double mean(List<Figures> runs, ToDoubleFunction<Figures> what) {
    return runs.stream().mapToDouble(what).average().orElseThrow();
  }

  /** A machine that has other things to do lets the kernel do less, so nothing close is asked. */
  @Test
  void theKernelOverTheSameLinkDoesAboutAsMuch() throws IOException {
    assumeTrue(Namespaces.arePossible(), "no namespaces here");
    Cell cell = Cell.of("reno", 10, 10, 0.01, 50);
    Figures kernel = Kernel.run(cell, 1, 4);
    Figures ours = Simulated.run(cell, 1, 4);
    System.out.printf("kernel %s, ours %s%n", kernel, ours);
    assertThat(kernel.goodput() / ours.goodput()).isBetween(0.3, 1.4);
    assertThat(kernel.rtt()).isGreaterThan(20);
    assertThat(kernel.resent()).isPositive();
  }

  @Test
  void anIntervalIsStudents() {
    Interval interval = Interval.of(1, 2, 3, 4);
    assertThat(interval.mean()).isEqualTo(2.5);
    assertThat(interval.half()).isCloseTo(2.054, within(0.001));
    assertThat(Interval.of(7).half()).isZero();
  }
}
