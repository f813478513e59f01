package org.kamaelia.benchmarks.scenarios;

import static org.kamaelia.benchmarks.scenarios.Scenario.MANY;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Vert.x: handlers on the event bus, local delivery, messages passed as they are. The bus has no
 * limit, so a producer asks for an acknowledgement with the last of each {@code capacity} messages,
 * and waits for it; at capacity 1 that counts as a message too. There are as many event loops as
 * the scenario has threads; each verticle is on the next.
 */
final class VertxPeer extends JvmPeer {
  private static final int WINDOW = 64;
  private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final EventBus bus;
  private final List<String> deployed = new ArrayList<>();

  VertxPeer(int threads) {
    vertx = Vertx.vertx(options(threads));
    bus = vertx.eventBus();
    bus.registerDefaultCodec(Item.class, new AsIs<Item>("item"));
    bus.registerDefaultCodec(Sent.class, new AsIs<Sent>("sent"));
  }

  /** So many event loops, and no warning that a million are made in one go. */
  static VertxOptions options(int threads) {
    return new VertxOptions()
        .setEventLoopPoolSize(threads)
        .setBlockedThreadCheckIntervalUnit(TimeUnit.HOURS)
        .setBlockedThreadCheckInterval(1);
  }

  /** A message; it names who is to hear that it came, if it is the last of a window. */
  private record Item(String acknowledgeTo) {
    static final Item PLAIN = new Item("");

    boolean isLast() {
      return !acknowledgeTo.isEmpty();
    }
  }

  @Override
  long hop(int capacity, long count) throws Exception {
    long messages = capacity == 1 ? count / 2 : count;
    var done = new CountDownLatch(1);
    var seen = new AtomicLong();
    deploy(() -> sink("sink", messages, seen, done));
    deploy(() -> source("source", "sink", 1, messages, capacity));
    done.await();
    undeploy();
    return capacity == 1 ? 2 * seen.get() : seen.get();
  }

  @Override
  long ring(long laps) throws Exception {
    var done = new CountDownLatch(1);
    long[] seen = new long[1];
    deploy(
        () -> {
          for (int i = 1; i < MANY; i++) {
            String next = "node" + (i + 1) % MANY;
            bus.<Item>localConsumer("node" + i, token -> bus.send(next, token.body(), LOCAL));
          }
          bus.<Item>localConsumer(
              "node0",
              token -> {
                if (++seen[0] == laps) {
                  done.countDown();
                } else {
                  bus.send("node1", token.body(), LOCAL);
                }
              });
          bus.send("node1", Item.PLAIN, LOCAL);
        });
    done.await();
    undeploy();
    return seen[0] * MANY;
  }

  @Override
  long fanOut(long messages) throws Exception {
    var done = new CountDownLatch(MANY);
    var seen = new AtomicLong();
    deploy(
        () -> {
          for (int i = 0; i < MANY; i++) {
            sink("topic", messages, seen, done);
          }
        });
    deploy(() -> source("source", "topic", MANY, messages, WINDOW));
    done.await();
    undeploy();
    return seen.get();
  }

  @Override
  long manyToOne(long messages) throws Exception {
    var done = new CountDownLatch(1);
    var seen = new AtomicLong();
    deploy(() -> sink("sink", messages * MANY, seen, done));
    deploy(
        () -> {
          for (int i = 0; i < MANY; i++) {
            source("source" + i, "sink", 1, messages, WINDOW);
          }
        });
    done.await();
    undeploy();
    return seen.get();
  }

  /** A life is a consumer that is registered and unregistered: a verticle is a greater thing. */
  @Override
  long life(int lives) throws Exception {
    var done = new CountDownLatch(lives);
    deploy(
        () -> {
          for (int i = 0; i < lives; i++) {
            MessageConsumer<Item> one = bus.localConsumer("life" + i, message -> {});
            vertx.runOnContext(go -> one.unregister().onComplete(gone -> done.countDown()));
          }
        });
    done.await();
    undeploy();
    return lives - done.getCount();
  }

  /** An idle one is a consumer at an address of its own. */
  @Override
  long idle(int count, Meter meter) throws Exception {
    var woken = new CountDownLatch(count);
    meter.empty();
    deploy(
        () -> {
          for (int i = 0; i < count; i++) {
            bus.<Item>localConsumer("idle" + i, message -> woken.countDown());
          }
        });
    meter.allRest(count);
    deploy(
        () -> {
          for (int i = 0; i < count; i++) {
            bus.send("idle" + i, Item.PLAIN, LOCAL);
          }
        });
    woken.await();
    undeploy();
    return count - woken.getCount();
  }

  @Override
  long latency(int count, Meter meter) throws Exception {
    var done = new CountDownLatch(count);
    deploy(
        () ->
            bus.<Sent>localConsumer(
                "sink",
                message -> {
                  message.body().arrived(meter);
                  done.countDown();
                }));
    deploy(() -> now(count));
    done.await();
    undeploy();
    return count - done.getCount();
  }

  private void now(int left) {
    vertx.setTimer(
        1,
        timer -> {
          bus.send("sink", Sent.now(), LOCAL);
          if (left > 1) {
            now(left - 1);
          }
        });
  }

  @Override
  public void close() {
    vertx.close().await();
  }

  /** Counts what comes, until it has got so many. */
  private void sink(String address, long messages, AtomicLong total, CountDownLatch done) {
    long[] seen = new long[1];
    bus.<Item>localConsumer(
        address,
        message -> {
          Item item = message.body();
          if (item.isLast()) {
            bus.send(item.acknowledgeTo, Item.PLAIN, LOCAL);
          }
          if (++seen[0] == messages) {
            total.addAndGet(messages);
            done.countDown();
          }
        });
  }

  /** Publishes so many messages, in windows. */
  private void source(String name, String to, int sinks, long messages, int window) {
    var last = new Item(name);
    long[] left = {messages};
    int[] awaited = {1};
    bus.<Item>localConsumer(
        name,
        goOn -> {
          if (--awaited[0] > 0 || left[0] == 0) {
            return;
          }
          awaited[0] = sinks;
          left[0] -= window;
          for (int i = 1; i <= window; i++) {
            Item item = i == window ? last : Item.PLAIN;
            if (sinks == 1) {
              bus.send(to, item, LOCAL);
            } else {
              bus.publish(to, item, LOCAL);
            }
          }
        });
    bus.send(name, Item.PLAIN, LOCAL);
  }

  /** Runs on an event loop, and waits for that; what it registers goes with {@link #undeploy}. */
  private void deploy(Runnable start) {
    Deployable verticle =
        new Deployable() {
          @Override
          public Future<?> deploy(Context context) {
            start.run();
            return Future.succeededFuture();
          }

          @Override
          public Future<?> undeploy(Context context) {
            return Future.succeededFuture();
          }
        };
    deployed.add(vertx.deployVerticle(verticle).await());
  }

  private void undeploy() {
    deployed.forEach(id -> vertx.undeploy(id).await());
    deployed.clear();
  }

  /** Hands a message over as it is. */
  private record AsIs<T>(String name) implements MessageCodec<T, T> {
    @Override
    public void encodeToWire(Buffer buffer, T message) {
      throw new UnsupportedOperationException("local only");
    }

    @Override
    public T decodeFromWire(int pos, Buffer buffer) {
      throw new UnsupportedOperationException("local only");
    }

    @Override
    public T transform(T message) {
      return message;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
