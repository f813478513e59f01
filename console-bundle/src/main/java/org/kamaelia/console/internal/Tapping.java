package org.kamaelia.console.internal;

import java.io.PrintStream;
import java.time.Duration;
import org.apache.felix.service.command.Process;
import org.kamaelia.net.Server;
import org.kamaelia.net.Tapped;
import org.kamaelia.record.Dump;
import org.kamaelia.record.TapQueue;
import org.kamaelia.record.Watched;

/** Shows what connections say, as it is said. */
final class Tapping {
  /** What may wait to be shown, in bytes. */
  private static final long WAITING = 4 << 20;

  /** For ever, as far as anybody is concerned. */
  private static final Duration PATIENCE = Duration.ofDays(1);

  private final Watched of;
  private final long most;
  private final boolean json;
  private final TapQueue queue = new TapQueue(WAITING);
  private long lost;

  /**
   * @param most after how many messages it ends
   */
  Tapping(Watched of, long most, boolean json) {
    this.of = of;
    this.most = most;
    this.json = json;
  }

  /** What is heard from now on will be shown. */
  Server.Registration begin(Server server) {
    return of.tap(server, queue);
  }

  /** Shows it, until there was enough, the connection ends, or the thread is interrupted. */
  void show() {
    Process process = Process.Utils.current();
    try {
      long shown = 0;
      boolean over = false;
      while (shown < most && !over && !process.out().checkError()) {
        Tapped event = queue.take(PATIENCE);
        if (event != null) {
          TapLine line = TapLine.of(event);
          print(process.out(), line);
          shown += line.isMessage() ? 1 : 0;
          over = of instanceof Watched.OneConnection && event instanceof Tapped.Ended;
        }
        tellLoss(process.err());
      }
    } catch (InterruptedException e) {
      // Ctrl-C, or the client is gone: that is how it ends
    }
  }

  private void print(PrintStream out, TapLine line) {
    if (json) {
      out.println(Json.text(line));
    } else {
      out.print(line.text());
    }
    out.flush();
  }

  private void tellLoss(PrintStream err) {
    long now = queue.lost();
    if (now > lost) {
      err.println("  " + Dump.count(now - lost, "event") + " lost: more than can be shown");
      err.flush();
      lost = now;
    }
  }
}
