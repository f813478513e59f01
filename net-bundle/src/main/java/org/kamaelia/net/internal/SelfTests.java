package org.kamaelia.net.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kamaelia.net.SelfTest;
import org.kamaelia.net.SelfTestException;

/** Whether a bundle's protocols are fit to serve: what it says itself, and a trial of each. */
final class SelfTests {
  private final Own own;
  private final long until;

  /** The tests that bundles bring along. */
  interface Own {
    /** Has the tests of a bundle looked at, by name; they are let go afterwards. */
    void look(long bundle, Look look) throws SelfTestException;
  }

  /** Looks at tests. */
  interface Look {
    void at(Map<String, SelfTest> tests) throws SelfTestException;
  }

  SelfTests(Own own, Duration within) {
    this.own = own;
    until = System.nanoTime() + within.toNanos();
  }

  /**
   * Tests all there is.
   *
   * @throws SelfTestException what is wrong first
   */
  void run(long bundle, List<ProtocolEntry> protocols) throws SelfTestException {
    own.look(
        bundle,
        tests -> {
          for (Map.Entry<String, SelfTest> test : tests.entrySet()) {
            run(test.getKey(), test.getValue());
          }
        });
    for (ProtocolEntry protocol : protocols) {
      String what = protocol.name() + " " + protocol.version();
      if (protocol.factory() != ProtocolEntry.NONE) {
        Trial.run(what, protocol.factory()::create, left());
      }
      var sockets = protocol.sockets();
      if (sockets != null) {
        Trial.run(
            what, connection -> sockets.create(connection.listener(), Trial.address(1)), left());
      }
    }
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(1, until - System.nanoTime()));
  }

  private void run(String name, SelfTest test) throws SelfTestException {
    var over = new CompletableFuture<Void>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .name(name)
            .start(
                () -> {
                  try {
                    test.test();
                    over.complete(null);
                  } catch (Throwable e) {
                    over.completeExceptionally(e);
                  }
                });
    try {
      over.get(left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new SelfTestException("%s: %s".formatted(name, e.getCause()));
    } catch (TimeoutException e) {
      List<StackTraceElement> stack = new ArrayList<>(List.of(thread.getStackTrace()));
      thread.interrupt();
      throw new SelfTestException(
          name
              + ": it has not ended in time"
              + (stack.isEmpty() ? "" : "; it is at " + stack.getFirst()));
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new SelfTestException(name + ": the test was interrupted");
    }
  }
}
