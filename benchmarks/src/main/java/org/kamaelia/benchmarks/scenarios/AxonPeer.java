package org.kamaelia.benchmarks.scenarios;

import static org.kamaelia.benchmarks.scenarios.Functions.MESSAGE;
import static org.kamaelia.benchmarks.scenarios.Scenario.MANY;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Backplane;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Linkage;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Transformer;

/** This project's components. A thread is a loop; the capacity is the inbox's limit. */
final class AxonPeer extends JvmPeer {
  private final Axon axon;

  AxonPeer(int threads) {
    // a million are made in one turn: no stall here
    axon = Axon.builder().loops(threads).stallAfter(Duration.ofMinutes(5)).start();
  }

  @Override
  long hop(int capacity, long count) {
    Group from = axon.loops().getFirst().group("from");
    Group to = axon.loops().getLast().group("to");
    var source = from.add(new Source(count));
    var sink = to.add(new Sink());
    sink.inbox().limit(capacity);
    source.outbox().linkTo(sink.inbox());
    to.activate(sink);
    from.activate(source);
    to.ended().toCompletableFuture().join();
    return sink.seen;
  }

  @Override
  long fused(long messages) {
    var sink = new Sink();
    Pipeline<Object, Object> row = Pipeline.of(new Source(messages));
    for (var function : Functions.all()) {
      row = row.to(Transformer.of("function", function));
    }
    axon.activate(row.to(sink)).ended().toCompletableFuture().join();
    return sink.seen;
  }

  @Override
  long ring(long laps) {
    Group group = axon.group("ring");
    var first = new Laps(laps);
    run(
        group,
        () -> {
          Component<Object, Object> last = first;
          for (int i = 1; i < MANY; i++) {
            var next = new Pass();
            last.outbox().linkTo(next.inbox());
            group.activate(next);
            last = next;
          }
          last.outbox().linkTo(first.inbox());
          group.activate(first);
        });
    return first.seen * MANY;
  }

  @Override
  long fanOut(long messages) {
    Group group = axon.group("fan-out");
    Sink[] sinks = new Sink[MANY];
    run(
        group,
        () -> {
          var backplane = group.activate(new Backplane<Object>("backplane"));
          for (int i = 0; i < MANY; i++) {
            sinks[i] = group.activate(new Sink());
            backplane.subscribe(sinks[i].inbox(), Backplane.WhenFull.WAIT);
          }
          start(group, new Source(messages), backplane);
        });
    return Arrays.stream(sinks).mapToLong(sink -> sink.seen).sum();
  }

  @Override
  long manyToOne(long messages) {
    Group group = axon.group("many-to-one");
    var sink = new Sink();
    run(
        group,
        () -> {
          group.activate(sink);
          for (int i = 0; i < MANY; i++) {
            start(group, new Source(messages), sink);
          }
        });
    return sink.seen;
  }

  @Override
  long life(int lives) {
    Group group = axon.group("lives");
    long[] seen = new long[1];
    run(
        group,
        () -> {
          for (int i = 0; i < lives; i++) {
            group.activate(Component.of("life", (in, out) -> seen[0]++));
          }
        });
    return seen[0];
  }

  @Override
  long idle(int count, Meter meter) {
    Group group = axon.group("idle");
    var keeper = new Keeper(group, count, meter);
    run(group, () -> group.activate(keeper));
    return keeper.woken;
  }

  @Override
  long latency(int count, Meter meter) {
    Group from = axon.loops().getFirst().group("from");
    Group to = axon.loops().getLast().group("to");
    long[] seen = new long[1];
    var source = from.add(new Clockwork(count));
    var sink =
        to.add(
            Component.<Sent, Object>of(
                "sink",
                (in, out) -> {
                  for (Sent message : in) {
                    message.arrived(meter);
                    seen[0]++;
                  }
                }));
    source.outbox().linkTo(sink.inbox());
    to.activate(sink);
    from.activate(source);
    to.ended().toCompletableFuture().join();
    return seen[0];
  }

  @Override
  public void close() {
    axon.close();
  }

  /** Builds on the group's loop, and waits until all that was built has ended. */
  private static void run(Group group, Runnable build) {
    CompletableFuture.runAsync(build, group.loop()).join();
    group.ended().toCompletableFuture().join();
  }

  private static void start(Group group, Source source, Component<Object, ?> to) {
    source.outbox().linkTo(to.inbox());
    group.activate(source);
  }

  /** Sends so many messages. */
  private static final class Source extends Component<Object, Object> {
    private final long count;

    Source(long count) {
      this.count = count;
    }

    @Override
    protected void run() {
      for (long i = 0; i < count; i++) {
        outbox.send(MESSAGE);
      }
    }
  }

  /** Counts what comes. */
  private static final class Sink extends Component<Object, Object> {
    long seen;

    @Override
    protected void run() {
      for (Object message : inbox) {
        if (message == MESSAGE) {
          seen++;
        }
      }
    }
  }

  /** Passes on what comes. */
  private static final class Pass extends Component<Object, Object> {
    @Override
    protected void run() {
      for (Object message : inbox) {
        outbox.send(message);
      }
    }
  }

  /** Starts the token, and takes it out after so many laps. */
  private static final class Laps extends Component<Object, Object> {
    private final long laps;
    long seen;

    Laps(long laps) {
      this.laps = laps;
    }

    @Override
    protected void run() {
      outbox.send(MESSAGE);
      while (true) {
        Object token = inbox.receive();
        if (++seen == laps) {
          return;
        }
        outbox.send(token);
      }
    }
  }

  /** Makes many that wait, then wakes one after the other. */
  private static final class Keeper extends Component<Object, Object> {
    private final Group group;
    private final int count;
    private final Meter meter;
    long woken;

    Keeper(Group group, int count, Meter meter) {
      this.group = group;
      this.count = count;
      this.meter = meter;
    }

    @Override
    protected void run() {
      List<Component<Object, Object>> idle = new ArrayList<>(count);
      meter.empty();
      for (int i = 0; i < count; i++) {
        idle.add(group.activate(Component.of("idle", this::rest)));
      }
      clock().sleep(Duration.ZERO); // each has had its first turn after this
      meter.allRest(count);
      for (Component<Object, Object> one : idle) {
        Linkage link = outbox.linkTo(one.inbox());
        outbox.send(MESSAGE);
        link.unlink();
      }
    }

    private void rest(Inbox<Object> in, Outbox<Object> out) {
      in.receive();
      woken++;
    }
  }

  /** Sends now and then. */
  private static final class Clockwork extends Component<Object, Sent> {
    private final int count;

    Clockwork(int count) {
      this.count = count;
    }

    @Override
    protected void run() {
      for (int i = 0; i < count; i++) {
        clock().sleep(Duration.ofMillis(1));
        outbox.send(Sent.now());
      }
    }
  }
}
