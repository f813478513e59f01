package org.kamaelia.benchmarks.scenarios;

import static org.kamaelia.benchmarks.scenarios.Functions.MESSAGE;
import static org.kamaelia.benchmarks.scenarios.Scenario.MANY;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.UntypedAbstractActor;
import org.apache.pekko.dispatch.SingleConsumerOnlyUnboundedMailbox;
import org.apache.pekko.japi.Creator;

/**
 * Pekko's classic actors, which cost a little less than the typed ones that are built on them.
 * Their mailboxes have no limit, so a producer asks for an acknowledgement with the last of each
 * {@code capacity} messages, and waits for it; at capacity 1 that counts as a message too. The
 * dispatcher has the scenario's number of threads and lets an actor take 64 messages at a time,
 * where its default is 5; mailboxes are of the kind that typed actors have, the fastest.
 */
final class PekkoPeer extends JvmPeer {
  private static final int WINDOW = 64;

  /** A message that is to be acknowledged. */
  private static final Object LAST = new Object();

  /** Starts a producer, and says that a consumer has got the last. */
  private static final Object GO_ON = new Object();

  private final ActorSystem system;

  PekkoPeer(int threads) {
    system = system(threads);
  }

  /** A quiet system whose dispatcher has so many threads. */
  static ActorSystem system(int threads) {
    String settings =
        """
        pekko.stdout-loglevel = OFF
        pekko.loglevel = OFF
        pekko.log-dead-letters = off
        pekko.scheduler.tick-duration = 1ms
        pekko.actor.default-mailbox.mailbox-type = %2$s
        pekko.actor.default-dispatcher {
          throughput = 64
          fork-join-executor { parallelism-min = %1$d, parallelism-max = %1$d }
        }
        pekko.actor.internal-dispatcher = pekko.actor.default-dispatcher
        """
            .formatted(threads, SingleConsumerOnlyUnboundedMailbox.class.getName());
    return ActorSystem.create(
        "peer", ConfigFactory.parseString(settings).withFallback(ConfigFactory.load()));
  }

  @Override
  long hop(int capacity, long count) throws InterruptedException {
    long messages = capacity == 1 ? count / 2 : count;
    var done = new CountDownLatch(1);
    var seen = new AtomicLong();
    ActorRef sink = actor(Sink.class, () -> new Sink(messages, seen, done));
    ActorRef source = actor(Source.class, () -> new Source(List.of(sink), messages, capacity));
    source.tell(GO_ON, ActorRef.noSender());
    done.await();
    stop(List.of(source, sink));
    return capacity == 1 ? 2 * seen.get() : seen.get();
  }

  @Override
  long ring(long laps) throws InterruptedException {
    var done = new CountDownLatch(1);
    var seen = new AtomicLong();
    List<ActorRef> ring = new ArrayList<>();
    ActorRef first = actor(Laps.class, () -> new Laps(laps, seen, done));
    ring.add(first);
    for (int i = 1; i < MANY; i++) {
      ActorRef next = ring.getLast();
      ring.add(actor(Pass.class, () -> new Pass(next)));
    }
    first.tell(ring.getLast(), ActorRef.noSender());
    done.await();
    stop(ring);
    return seen.get() * MANY;
  }

  @Override
  long fanOut(long messages) throws InterruptedException {
    var done = new CountDownLatch(MANY);
    var seen = new AtomicLong();
    List<ActorRef> sinks = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      sinks.add(actor(Sink.class, () -> new Sink(messages, seen, done)));
    }
    ActorRef source = actor(Source.class, () -> new Source(sinks, messages, WINDOW));
    source.tell(GO_ON, ActorRef.noSender());
    done.await();
    stop(sinks);
    stop(List.of(source));
    return seen.get();
  }

  @Override
  long manyToOne(long messages) throws InterruptedException {
    var done = new CountDownLatch(1);
    var seen = new AtomicLong();
    ActorRef sink = actor(Sink.class, () -> new Sink(messages * MANY, seen, done));
    List<ActorRef> sources = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      sources.add(actor(Source.class, () -> new Source(List.of(sink), messages, WINDOW)));
    }
    sources.forEach(source -> source.tell(GO_ON, ActorRef.noSender()));
    done.await();
    stop(sources);
    stop(List.of(sink));
    return seen.get();
  }

  @Override
  long life(int lives) throws InterruptedException {
    var done = new CountDownLatch(lives);
    ActorRef parent =
        actor(Parent.class, () -> new Parent(Props.create(OneLife.class, () -> new OneLife(done))));
    parent.tell(lives, ActorRef.noSender());
    done.await();
    stop(List.of(parent));
    return lives - done.getCount();
  }

  @Override
  long idle(int count, Meter meter) throws InterruptedException {
    var started = new CountDownLatch(count);
    var woken = new CountDownLatch(count);
    meter.empty();
    ActorRef parent =
        actor(
            Parent.class,
            () -> new Parent(Props.create(Idle.class, () -> new Idle(started, woken))));
    parent.tell(count, ActorRef.noSender());
    started.await();
    meter.allRest(count);
    parent.tell(MESSAGE, ActorRef.noSender());
    woken.await();
    stop(List.of(parent));
    return count - woken.getCount();
  }

  @Override
  long latency(int count, Meter meter) throws InterruptedException {
    var done = new CountDownLatch(count);
    ActorRef sink = actor(Timed.class, () -> new Timed(meter, done));
    ActorRef source = actor(Clockwork.class, () -> new Clockwork(sink, count));
    source.tell(GO_ON, ActorRef.noSender());
    done.await();
    stop(List.of(source, sink));
    return count - done.getCount();
  }

  @Override
  public void close() {
    system.terminate();
  }

  @SuppressWarnings("deprecation") // Props takes no other creator
  private <A extends UntypedAbstractActor> ActorRef actor(Class<A> type, Creator<A> maker) {
    return system.actorOf(Props.create(type, maker));
  }

  private void stop(List<ActorRef> actors) {
    actors.forEach(system::stop);
  }

  /** Sends so many messages to each, in windows. */
  private static final class Source extends UntypedAbstractActor {
    private final ActorRef[] sinks;
    private final int window;
    private long left;
    private int awaited = 1;

    Source(List<ActorRef> sinks, long messages, int window) {
      this.sinks = sinks.toArray(ActorRef[]::new);
      this.left = messages;
      this.window = window;
    }

    @Override
    public void onReceive(Object goOn) {
      if (--awaited > 0 || left == 0) {
        return;
      }
      awaited = sinks.length;
      left -= window;
      for (int i = 1; i <= window; i++) {
        Object message = i == window ? LAST : MESSAGE;
        for (ActorRef sink : sinks) {
          sink.tell(message, getSelf());
        }
      }
    }
  }

  /** Counts what comes, until it has got so many. */
  private static final class Sink extends UntypedAbstractActor {
    private final long messages;
    private final AtomicLong total;
    private final CountDownLatch done;
    private long seen;

    Sink(long messages, AtomicLong total, CountDownLatch done) {
      this.messages = messages;
      this.total = total;
      this.done = done;
    }

    @Override
    public void onReceive(Object message) {
      seen++;
      if (message == LAST) {
        getSender().tell(GO_ON, getSelf());
      }
      if (seen == messages) {
        total.addAndGet(seen);
        done.countDown();
      }
    }
  }

  private static final class Pass extends UntypedAbstractActor {
    private final ActorRef next;

    Pass(ActorRef next) {
      this.next = next;
    }

    @Override
    public void onReceive(Object token) {
      next.tell(token, getSelf());
    }
  }

  /** Is told who is next, and takes the token out after so many laps. */
  private static final class Laps extends UntypedAbstractActor {
    private final long laps;
    private final AtomicLong total;
    private final CountDownLatch done;
    private ActorRef next = ActorRef.noSender();
    private long seen;

    Laps(long laps, AtomicLong total, CountDownLatch done) {
      this.laps = laps;
      this.total = total;
      this.done = done;
    }

    @Override
    public void onReceive(Object message) {
      if (message instanceof ActorRef ref) {
        next = ref;
        next.tell(MESSAGE, getSelf());
      } else if (++seen == laps) {
        total.set(seen);
        done.countDown();
      } else {
        next.tell(message, getSelf());
      }
    }
  }

  /** Makes so many children, and passes on to all what else it gets. */
  private static final class Parent extends UntypedAbstractActor {
    private final Props child;
    private final List<ActorRef> children = new ArrayList<>();

    Parent(Props child) {
      this.child = child;
    }

    @Override
    public void onReceive(Object message) {
      if (message instanceof Integer count) {
        for (int i = 0; i < count; i++) {
          children.add(getContext().actorOf(child));
        }
      } else {
        children.forEach(one -> one.tell(message, getSelf()));
      }
    }
  }

  private static final class OneLife extends UntypedAbstractActor {
    private final CountDownLatch ended;

    OneLife(CountDownLatch ended) {
      this.ended = ended;
    }

    @Override
    public void preStart() {
      getContext().stop(getSelf());
    }

    @Override
    public void onReceive(Object message) {
      unhandled(message);
    }

    @Override
    public void postStop() {
      ended.countDown();
    }
  }

  private static final class Idle extends UntypedAbstractActor {
    private final CountDownLatch woken;

    Idle(CountDownLatch started, CountDownLatch woken) {
      this.woken = woken;
      started.countDown();
    }

    @Override
    public void onReceive(Object message) {
      woken.countDown();
    }
  }

  private static final class Clockwork extends UntypedAbstractActor {
    private final ActorRef sink;
    private int left;

    Clockwork(ActorRef sink, int count) {
      this.sink = sink;
      this.left = count;
    }

    @Override
    public void onReceive(Object tick) {
      if (tick == MESSAGE) {
        sink.tell(Sent.now(), getSelf());
        left--;
      }
      if (left > 0) {
        var system = getContext().getSystem();
        system
            .scheduler()
            .scheduleOnce(
                Duration.ofMillis(1), getSelf(), MESSAGE, getContext().dispatcher(), getSelf());
      }
    }
  }

  private static final class Timed extends UntypedAbstractActor {
    private final Meter meter;
    private final CountDownLatch done;

    Timed(Meter meter, CountDownLatch done) {
      this.meter = meter;
      this.done = done;
    }

    @Override
    public void onReceive(Object message) {
      ((Sent) message).arrived(meter);
      done.countDown();
    }
  }
}
