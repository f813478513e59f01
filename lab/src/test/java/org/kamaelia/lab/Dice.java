package org.kamaelia.lab;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** An experiment for tests: the mean of some dice, with ways to go wrong. */
public final class Dice implements Experiment {
  static final AtomicInteger RUNS = new AtomicInteger();

  @Override
  public String name() {
    return "dice";
  }

  @Override
  public String summary() {
    return "the mean of some dice";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.whole("count", "", 10, 1, 1000, "how many are thrown"),
        Parameter.number("plus", "points", 0, -100, 100, "what is added"),
        Parameter.time("delay", Duration.ofMillis(20), "does nothing"),
        Parameter.link("link", "dsl", "does nothing"),
        Parameter.choice(
            "mood", List.of("fair", "throws", "unsound", "slow", "odd"), "what goes wrong"));
  }

  @Override
  public void run(Run run) throws InterruptedException {
    RUNS.incrementAndGet();
    SplittableRandom random = new SplittableRandom(run.seed());
    String mood = run.text("mood");
    if (mood.equals("throws") && run.seed() % 2 == 0) {
      throw new IllegalStateException("the table fell over");
    }
    if (mood.equals("slow")) {
      Thread.sleep(Duration.ofHours(1));
    }
    double sum = 0;
    for (int i = 0; i < run.whole("count"); i++) {
      int points = random.nextInt(1, 7);
      run.series("points/die", "points", Duration.ofSeconds(i), points);
      sum += points;
    }
    double mean = sum / run.whole("count") + run.number("plus");
    if (mood.equals("unsound")) {
      mean += RUNS.get();
    }
    if (mood.equals("odd") && run.seed() == 5) {
      mean += 100;
    }
    run.measure("mean", "points", mean);
    run.measure("sum", "points", sum);
  }
}
