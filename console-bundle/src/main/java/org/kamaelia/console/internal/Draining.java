package org.kamaelia.console.internal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.service.command.Process;
import org.kamaelia.net.Drained;
import org.kamaelia.net.Server;

/** Waits for a listener's connections to end, and tells how many are left, on the error stream. */
final class Draining {
  /** How often is looked how many are left. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Server server;
  private final String listener;
  private final PrintStream out = Process.Utils.current().err();
  private int told = -1;

  Draining(Server server, String listener) throws Refusal {
    this.server = server;
    this.listener = Binding.named(server, listener).spec().name();
  }

  Drain run() throws Refusal {
    CompletableFuture<Drained> draining = server.drain(listener).toCompletableFuture();
    try {
      while (true) {
        try {
          return new Drain(listener, draining.get(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          tell();
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new Refusal(
          "no longer waited for: listener %s goes on draining; `listeners` tells how far it is"
              .formatted(Text.clean(listener)));
    }
  }

  private void tell() throws Refusal {
    int left = Binding.named(server, listener).connections();
    if (left != told) {
      told = left;
      out.println("  " + Text.count(left) + " left");
      out.flush();
    }
  }
}
