package org.kamaelia.benchmarks.scenarios;

import static org.kamaelia.benchmarks.scenarios.Scenario.MANY;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;

/**
 * Vert.x below its event bus: a message is a call that runs on the receiver's context. With
 * windows, as in {@link VertxPeer}. The rest would be the same calls again.
 */
final class VertxContextPeer extends JvmPeer {
  private final Vertx vertx;
  private final Context from;
  private final Context to;

  VertxContextPeer(int threads) {
    vertx = Vertx.vertx(VertxPeer.options(threads));
    from = context();
    to = context();
  }

  @Override
  long hop(int capacity, long count) throws InterruptedException {
    var sink = new Sink(capacity == 1 ? count / 2 : count);
    from.runOnContext(go -> window(sink, capacity));
    sink.done.await();
    return capacity == 1 ? 2 * sink.seen : sink.seen;
  }

  @Override
  long ring(long laps) throws InterruptedException {
    var first = new Sink(laps);
    from.runOnContext(go -> pass(first, 1));
    first.done.await();
    return first.seen * MANY;
  }

  @Override
  long latency(int count, Meter meter) throws InterruptedException {
    var sink = new Sink(count);
    from.runOnContext(go -> now(sink, meter));
    sink.done.await();
    return sink.seen;
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  /** A verticle's context: each is on the next event loop. */
  private Context context() {
    var made = new Context[1];
    vertx
        .deployVerticle(
            context -> {
              made[0] = context;
              return Future.succeededFuture();
            })
        .await();
    return made[0];
  }

  private void window(Sink sink, int capacity) {
    for (int i = 1; i < capacity; i++) {
      to.runOnContext(message -> sink.take());
    }
    to.runOnContext(
        last -> {
          if (!sink.take()) {
            from.runOnContext(goOn -> window(sink, capacity));
          }
        });
  }

  private void pass(Sink first, int node) {
    from.runOnContext(
        token -> {
          if (node < MANY) {
            pass(first, node + 1);
          } else if (!first.take()) {
            pass(first, 1);
          }
        });
  }

  private void now(Sink sink, Meter meter) {
    vertx.setTimer(
        1,
        timer -> {
          var sent = Sent.now();
          to.runOnContext(
              message -> {
                sent.arrived(meter);
                if (!sink.take()) {
                  from.runOnContext(goOn -> now(sink, meter));
                }
              });
        });
  }

  private static final class Sink {
    final CountDownLatch done = new CountDownLatch(1);
    private final long messages;
    long seen;

    Sink(long messages) {
      this.messages = messages;
    }

    /** Counts one; true if it was the last. */
    boolean take() {
      if (++seen == messages) {
        done.countDown();
      }
      return seen == messages;
    }
  }
}
