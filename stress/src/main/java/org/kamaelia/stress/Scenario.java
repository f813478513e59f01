package org.kamaelia.stress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Backplane;
import org.kamaelia.axon.Carousel;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Handle;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Linkage;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.Seq;
import org.kamaelia.axon.Supervision;
import org.kamaelia.axon.ThreadedComponent;
import org.kamaelia.axon.Transformer;

/**
 * A few components, drawn at random, that run to their end and know what must have come of it. All
 * is decided by the random numbers, but for what the threads make of it.
 */
final class Scenario {
  private static final int MOST_MESSAGES = 500;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Axon axon;
  private final String name;
  private final SplittableRandom random;
  private final Map<Loop, Group> groups = new HashMap<>();
  private final List<Runnable> placed = new ArrayList<>();
  private int messages;

  Scenario(Axon axon, String name, SplittableRandom random) {
    this.axon = axon;
    this.name = name;
    this.random = random;
  }

  /** How many messages its sources send. */
  int messages() {
    return messages;
  }

  /**
   * Starts it; called from a thread that is on no loop.
   *
   * @return completes when all has ended; with an {@link AssertionError} if not all is right
   */
  CompletableFuture<Void> start() throws InterruptedException {
    return switch (random.nextInt(9)) {
      case 0 -> row();
      case 1 -> manyToOne();
      case 2 -> linkedAnewByTheSource();
      case 3 -> cutFromOutside();
      case 4 -> backplane();
      case 5 -> stopped();
      case 6 -> madeAnew();
      case 7 -> boxesComeAndGo();
      default -> handle();
    };
  }

  /** A source, up to four in between, and a sink, anywhere. */
  private CompletableFuture<Void> row() {
    int count = count();
    List<Integer> seen = new ArrayList<>();
    Component<?, Integer> last = place(source(count));
    for (int i = random.nextInt(5); i > 0; i--) {
      Component<Integer, Integer> next = place(middle());
      last.outbox().linkTo(next.inbox());
      last = next;
    }
    last.outbox().linkTo(place(sink(seen::add)).inbox());
    return startAll()
        .thenRun(() -> check(seen.equals(upTo(count)), "a row: %s of %s", seen, count));
  }

  /** Sources on all loops; each one's messages stay in order. */
  private CompletableFuture<Void> manyToOne() {
    int sources = 1 + random.nextInt(8);
    int[] counts = new int[sources];
    int[] next = new int[sources];
    Component<Integer, Object> sink =
        place(
            sink(
                message -> {
                  int source = message & 0xff;
                  check(next[source]++ == message >> 8, "many to one: out of order: %s", message);
                }));
    for (int i = 0; i < sources; i++) {
      int number = i;
      counts[i] = count();
      int count = counts[i];
      Component<Object, Integer> source =
          place(
              Component.of(
                  "source",
                  (in, out) -> {
                    for (int message = 0; message < count; message++) {
                      out.send(message << 8 | number);
                    }
                  }));
      source.outbox().linkTo(sink.inbox());
    }
    return startAll()
        .thenRun(
            () -> check(Arrays.equals(counts, next), "many to one: %s", Arrays.toString(next)));
  }

  /** Each message reaches one of several sinks, whichever it was linked to then. */
  private CompletableFuture<Void> linkedAnewByTheSource() {
    int count = count();
    List<List<Integer>> seen = new ArrayList<>();
    List<Component<Integer, Object>> sinks = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      List<Integer> mine = new ArrayList<>();
      seen.add(mine);
      sinks.add(place(sink(mine::add)));
    }
    var own = random.split();
    Group alone = axon.loops().get(random.nextInt(axon.loops().size())).group(name + "/source");
    Component<Object, Integer> source =
        alone.add(
            Component.of(
                "source",
                (in, out) -> {
                  Linkage link = out.linkTo(sinks.getFirst().inbox());
                  for (int i = 0; i < count; i++) {
                    if (own.nextInt(8) == 0) {
                      link.unlink();
                      link = out.linkTo(sinks.get(own.nextInt(sinks.size())).inbox());
                    }
                    out.send(i);
                  }
                }));
    var rest = startAll();
    alone.activate(source);
    return alone
        .ended()
        .toCompletableFuture()
        .thenCompose(
            ended -> {
              // Those from which the link was cut wait for another.
              groups.values().forEach(group -> group.shutdown(LONG, "all was sent"));
              return rest;
            })
        .thenRun(() -> checkShared(seen, count));
  }

  /** The link is cut and made again by a thread on no loop; what is sent meanwhile is counted. */
  private CompletableFuture<Void> cutFromOutside() {
    int count = count();
    List<Integer> seen = new ArrayList<>();
    Component<Object, Integer> source = place(source(count));
    Component<Integer, Object> sink = place(sink(seen::add));
    Linkage link = source.outbox().linkTo(sink.inbox());
    var ended = startAll();
    for (int i = random.nextInt(5); i > 0; i--) {
      link.unlink();
      link = source.outbox().linkTo(sink.inbox());
    }
    return ended.thenRun(
        () -> {
          long discarded = source.outbox().discarded();
          check(seen.size() + discarded == count, "cut: %s and %s of %s", seen, discarded, count);
          check(isAscending(seen), "cut: out of order: %s", seen);
        });
  }

  /** Subscribers that stay, that lose messages, and that leave. */
  private CompletableFuture<Void> backplane() {
    int count = count();
    Component<Object, Integer> source = place(source(count));
    Backplane<Integer> backplane = place(new Backplane<>(name));
    source.outbox().linkTo(backplane.inbox());
    List<Runnable> checks = new ArrayList<>();
    List<Backplane.Subscription<Integer>> leaving = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
      Component<Integer, Object> sink = place(sink(seen::add));
      var whenFull = Backplane.WhenFull.values()[random.nextInt(4)];
      var subscription = backplane.subscribe(sink.inbox(), whenFull);
      boolean leaves = random.nextBoolean();
      if (leaves) {
        leaving.add(subscription);
      }
      checks.add(
          () -> {
            check(isAscending(seen), "backplane: out of order: %s", seen);
            if (!leaves && whenFull != Backplane.WhenFull.DISCONNECT) {
              long dropped = subscription.dropped();
              check(
                  seen.size() + dropped == count,
                  "backplane, %s: %s and %s of %s",
                  whenFull,
                  seen,
                  dropped,
                  count);
            }
          });
    }
    var ended = startAll();
    leaving.forEach(Backplane.Subscription::cancel);
    return ended.thenRun(() -> checks.forEach(Runnable::run));
  }

  /** A row that is stopped while it runs: what came through is a beginning. */
  private CompletableFuture<Void> stopped() {
    int count = count();
    List<Integer> seen = new ArrayList<>();
    Component<Object, Integer> source = place(source(count));
    Component<Integer, Integer> middle = place(middle());
    source.outbox().linkTo(middle.inbox());
    middle.outbox().linkTo(place(sink(seen::add)).inbox());
    var ended = startAll();
    boolean gently = random.nextBoolean();
    for (Group group : groups.values()) {
      if (gently) {
        group.shutdown(LONG, "enough");
      } else {
        group.stop("enough");
      }
    }
    return ended.thenRun(() -> check(seen.equals(upTo(seen.size())), "stopped: %s", seen));
  }

  /** A member that fails is made anew, as often as it takes. */
  private CompletableFuture<Void> madeAnew() {
    int failures = random.nextInt(4);
    AtomicInteger made = new AtomicInteger();
    Group group = anyGroup();
    Supervision.Restart policy =
        new Supervision.Restart(
            () ->
                Component.of(
                    "trouble",
                    (in, out) -> {
                      if (made.incrementAndGet() <= failures) {
                        throw new Planted();
                      }
                    }),
            10,
            Duration.ofHours(1),
            Duration.ofMillis(1));
    group.supervise(policy).activate(policy.maker().get());
    return group
        .ended()
        .toCompletableFuture()
        .thenRun(() -> check(made.get() == failures + 1, "made anew: %s", made));
  }

  /** Children in sequence and in a carousel, and boxes that are added and removed meanwhile. */
  private CompletableFuture<Void> boxesComeAndGo() {
    int children = 1 + random.nextInt(5);
    messages += 2 * children;
    List<Integer> seen = new ArrayList<>();
    AtomicInteger direct = new AtomicInteger();
    Component<Object, Integer> requests = place(source(children));
    Carousel<Integer, Object, Integer> carousel =
        place(new Carousel<>(number -> Seq.of(adder(number, direct), once())));
    requests.outbox().linkTo(carousel.next());
    carousel.outbox().linkTo(place(sink(seen::add)).inbox());
    carousel
        .requestNext()
        .linkTo(
            place(Component.<Object, Object>of("asked", (in, out) -> in.forEach(asked -> {})))
                .inbox());
    return startAll()
        .thenRun(
            () -> {
              check(seen.equals(Collections.nCopies(children, 0)), "carousel: %s", seen);
              check(direct.get() == children, "boxes: %s of %s", direct, children);
            });
  }

  /** Sends itself a message through boxes that it adds and removes. */
  private static Component<Object, Integer> adder(int number, AtomicInteger direct) {
    return new Component<>() {
      @Override
      protected void run() {
        var in = addInbox("extra", Integer.class);
        var out = addOutbox("extra", Integer.class);
        out.linkTo(in);
        out.send(number);
        removeBox(out);
        for (int message : in) {
          direct.addAndGet(message == number ? 1 : 1000);
        }
        removeBox(in);
      }
    };
  }

  private static Component<Object, Integer> once() {
    return Component.of("once", (in, out) -> out.send(0));
  }

  /** Ordinary code talks to a component. */
  private CompletableFuture<Void> handle() throws InterruptedException {
    int count = Math.min(count(), 50);
    Component<Integer, Integer> echo = middle();
    Group group = anyGroup();
    try (var handle = Handle.of(group, echo)) {
      for (int i = 0; i < count; i++) {
        check(handle.send(i, LONG), "handle: no room");
        int back = handle.receive(LONG).orElse(-1);
        check(back == i, "handle: %s instead of %s", back, i);
      }
    }
    return group.ended().toCompletableFuture();
  }

  private int count() {
    int count = random.nextInt(MOST_MESSAGES);
    messages += count;
    return count;
  }

  private Component<Object, Integer> source(int count) {
    boolean tries = random.nextInt(4) == 0;
    return Component.of(
        "source",
        (in, out) -> {
          for (int i = 0; i < count; i++) {
            if (!tries || !out.trySend(i)) {
              out.send(i);
            }
          }
        });
  }

  private Component<Integer, Integer> middle() {
    return switch (random.nextInt(4)) {
      case 0 -> Transformer.of("same", message -> message);
      case 1 ->
          new ThreadedComponent<>() {
            @Override
            protected void run() {
              inbox.forEach(outbox::send);
            }
          };
      default -> Component.of("relay", (in, out) -> in.forEach(out::send));
    };
  }

  private static Component<Integer, Object> sink(Consumer<Integer> taker) {
    return Component.of("sink", (in, out) -> in.forEach(taker));
  }

  /** Adds it to a group on some loop, with some limit. */
  private <C extends Component<?, ?>> C place(C component) {
    Component<?, ?> any = component;
    any.inbox().limit(random.nextInt(5) == 0 ? Inbox.UNLIMITED : 1 + random.nextInt(64));
    Group group = anyGroup();
    placed.add(() -> group.activate(component));
    return group.add(component);
  }

  private Group anyGroup() {
    Loop loop = axon.loops().get(random.nextInt(axon.loops().size()));
    return groups.computeIfAbsent(loop, on -> on.group(name));
  }

  /** Starts what was placed, in any order; completes when all has ended. */
  private CompletableFuture<Void> startAll() {
    while (!placed.isEmpty()) {
      placed.remove(random.nextInt(placed.size())).run();
    }
    return CompletableFuture.allOf(
        groups.values().stream()
            .map(group -> group.ended().toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private void checkShared(List<List<Integer>> seen, int count) {
    List<Integer> all = new ArrayList<>();
    for (List<Integer> one : seen) {
      check(isAscending(one), "linked anew: out of order: %s", one);
      all.addAll(one);
    }
    Collections.sort(all);
    check(all.equals(upTo(count)), "linked anew: %s of %s", all, count);
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static boolean isAscending(List<Integer> numbers) {
    for (int i = 1; i < numbers.size(); i++) {
      if (numbers.get(i - 1) >= numbers.get(i)) {
        return false;
      }
    }
    return true;
  }

  private void check(boolean right, String what, Object... values) {
    if (!right) {
      throw new AssertionError(name + ": " + what.formatted(values));
    }
  }

  /** A failure that is meant. */
  static final class Planted extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
