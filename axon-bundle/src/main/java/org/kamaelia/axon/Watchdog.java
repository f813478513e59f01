package org.kamaelia.axon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks, from a thread of its own, for turns that do not end. */
final class Watchdog implements AutoCloseable {
  private final List<Watch> watches;
  private final Duration patience;
  private final Logger log;
  private final Thread thread;
  private volatile List<Stall> stalls = List.of();

  Watchdog(List<Loop> loops, Duration patience, Logger log) {
    this.watches = loops.stream().map(Watch::new).toList();
    this.patience = patience;
    this.log = log;
    thread = Thread.ofPlatform().daemon().name("axon-watchdog").start(this::watch);
  }

  List<Stall> stalls() {
    return stalls;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(patience.dividedBy(4));
        List<Stall> found = new ArrayList<>();
        for (Watch watch : watches) {
          Stall stall = watch.look();
          if (stall != null) {
            found.add(stall);
          }
        }
        stalls = List.copyOf(found);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** What was seen of one loop last time. */
  private final class Watch {
    private final Loop loop;
    private long turns = -1;
    private long since;
    private boolean told;

    Watch(Loop loop) {
      this.loop = loop;
    }

    @Nullable Stall look() {
      long now = System.nanoTime();
      Task task = loop.current;
      if (task == null || loop.turns != turns) {
        if (told) {
          log.log(Level.INFO, "{0} goes on", loop.name);
        }
        turns = loop.turns;
        since = now;
        told = false;
        return null;
      }
      Duration lasted = Duration.ofNanos(now - since);
      if (lasted.compareTo(patience) < 0) {
        return null;
      }
      Component<?, ?> component = task.component();
      Stall stall =
          new Stall(
              loop.name,
              component == null ? "?" : component.name(),
              lasted,
              List.copyOf(Arrays.asList(task.stack())));
      if (!told) {
        told = true;
        log.log(
            Level.WARNING,
            "{0} holds up {1} and does not give its turn back; it is at{2}",
            stall.component(),
            stall.loop(),
            stall.stack().stream()
                .limit(8)
                .map(frame -> "\n    " + frame)
                .collect(Collectors.joining()));
      }
      return stall;
    }
  }
}
