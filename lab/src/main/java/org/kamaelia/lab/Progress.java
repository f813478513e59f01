package org.kamaelia.lab;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far the runs are: a bar on a terminal, else a line at each tenth. */
final class Progress implements AutoCloseable {
  private final PrintStream out;
  private final @Nullable ProgressBar bar;
  private long most;
  private long done;
  private long failed;
  private long tenths;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    bar =
        terminal
            ? new ProgressBarBuilder()
                .setTaskName("runs")
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) Duration.ofMillis(200).toMillis())
                .showSpeed()
                .build()
            : null;
  }

  /** So many more runs are to come. */
  void more(long runs) {
    most += runs;
    tenths = done * 10 / Math.max(1, most);
    if (bar != null) {
      bar.maxHint(most);
    }
  }

  /** One is over. */
  void step(boolean good) {
    done++;
    failed += good ? 0 : 1;
    if (bar != null) {
      bar.step();
      if (failed > 0) {
        bar.setExtraMessage(" " + failed + " failed");
      }
    } else if (done * 10 / most > tenths || done == most) {
      tenths = done * 10 / most;
      out.printf("%d of %d runs%s%n", done, most, failed > 0 ? ", " + failed + " failed" : "");
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
