package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Transformers linked and cut at random, in rows and circles, that drop, fail and are traced:
 * against a model that walks from box to box for each message, and the slow way against the fast
 * one.
 */
class RandomTransformersTest {
  private static final int NEVER = 0;

  private final long seed = new Random().nextLong();

  @RepeatedTest(30)
  void messagesPassEachTransformerOnTheirWayOnce() {
    new Run(seed, NEVER, false).go();
  }

  @RepeatedTest(30)
  void theyDoSoInRowsWithAClassOfTheirOwn() {
    var run = new Run(seed, 1, false);
    run.go();
    assertThat(run.axon.shapes.size()).as("seed %s", seed).isPositive();
  }

  @RepeatedTest(30)
  void nothingTellsAFastRowFromASlowOneEvenIfFunctionsChangeTheLinks() {
    List<String> slow = new Run(seed, NEVER, true).go();
    for (int worth : new int[] {1, 3}) {
      assertThat(new Run(seed, worth, true).go()).as("seed %s", seed).isEqualTo(slow);
    }
  }

  /** One system, and what happens in it. */
  private static final class Run {
    private static final int EACH = 6;

    final SteppedAxon axon;
    private final long seed;
    private final Random random;
    private final boolean changing;
    private final Group group;
    private final List<Component<Integer, Integer>> sources = new ArrayList<>();
    private final List<Transformer<Integer, Integer>> transformers = new ArrayList<>();
    private final List<Component<Integer, Integer>> sinks = new ArrayList<>();
    private final Map<Box<?>, Linkage> links = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private @Nullable Trace trace;

    // The model.
    private final Map<Box<?>, Component<Integer, Integer>> destinations = new HashMap<>();
    private final Map<Component<?, ?>, Long> passed = new HashMap<>();
    private final Map<Component<?, ?>, List<Integer>> arrived = new HashMap<>();
    private final Map<Component<?, ?>, Function<Integer, @Nullable Integer>> functions =
        new HashMap<>();
    private final Set<Component<?, ?>> dead = new HashSet<>();
    private final List<String> toTell = new ArrayList<>();

    Run(long seed, int worth, boolean changing) {
      this.seed = seed;
      this.changing = changing;
      random = new Random(seed);
      axon = new SteppedAxon(seed);
      axon.shapes = new Shapes(MethodHandles.lookup(), worth, 64);
      group = axon.group("g").supervise(new Supervision.Ignore());
      for (int i = 0; i < EACH; i++) {
        sources.add(group.add(Parts.relay("source")));
        sinks.add(group.add(Parts.relay("sink")));
        sinks.getLast().inbox().limit(Inbox.UNLIMITED);
        arrived.put(sinks.getLast(), new ArrayList<>());
        addTransformer();
      }
    }

    List<String> go() {
      for (int step = 0; step < 600; step++) {
        switch (random.nextInt(12)) {
          case 0, 1, 2 -> link();
          case 3 -> unlink();
          case 4 -> trace();
          case 5 -> revive();
          default -> send(1 + random.nextInt(200));
        }
        log.add(
            "%s %s %s"
                .formatted(
                    told, transformers.stream().map(Transformer::passed).toList(), states()));
        if (!changing) {
          check();
        }
      }
      for (Component<Integer, Integer> sink : sinks) {
        List<Integer> held = new ArrayList<>();
        while (!sink.inbox().isEmpty()) {
          sink.inbox().poll().ifPresent(held::add);
        }
        log.add(held.toString());
        if (!changing) {
          assertThat(held).as("seed %s", seed).isEqualTo(arrived.get(sink));
        }
      }
      return log;
    }

    private void check() {
      assertThat(told).as("seed %s", seed).isEqualTo(toTell);
      for (Transformer<Integer, Integer> transformer : transformers) {
        assertThat(transformer.passed())
            .as("%s, seed %s", transformer, seed)
            .isEqualTo(passed.getOrDefault(transformer, 0L));
        assertThat(transformer.state() == Component.State.FAILED)
            .as("%s, seed %s", transformer, seed)
            .isEqualTo(dead.contains(transformer));
      }
    }

    private List<Component.State> states() {
      return transformers.stream().map(Component::state).toList();
    }

    /**
     * Each kind of function is a class of its own; each makes less, so that no circle is endless.
     */
    private void addTransformer() {
      int of = 2 + random.nextInt(9);
      Function<Integer, @Nullable Integer> function =
          switch (random.nextInt(4)) {
            case 0 -> n -> n < 1 ? null : n - 1;
            case 1 -> n -> n < 1 || n % of == 0 ? null : n - 2;
            case 2 -> n -> n < 1 ? null : n - 3 + 0 / (n % (10 * of) - 7); // fails now and then
            default -> RandomTransformersTest::half;
          };
      Function<Integer, @Nullable Integer> lively =
          n -> {
            if (changing && n % 5 == 0) {
              change();
            }
            return function.apply(n);
          };
      var transformer = Transformer.of("t", changing && of % 2 == 0 ? lively : function);
      functions.put(transformer, function);
      transformers.add(transformer);
      // Or one would end with the last that is linked to it.
      group.add(Parts.<Integer>relay("keeper")).outbox().linkTo(transformer.inbox());
      group.activate(transformer);
    }

    private void change() {
      if (random.nextBoolean()) {
        link();
      } else {
        unlink();
      }
    }

    /** In place of one that has failed comes another, to which nothing is linked. */
    private void revive() {
      for (int i = 0; i < EACH; i++) {
        if (transformers.get(i).state() == Component.State.FAILED) {
          transformers.remove(i);
          addTransformer();
          return;
        }
      }
    }

    private void link() {
      Component<Integer, Integer> from =
          random.nextBoolean() ? any(sources) : any(List.copyOf(transformers));
      Component<Integer, Integer> to =
          random.nextInt(3) == 0 ? any(sinks) : any(List.copyOf(transformers));
      if (from.outbox().next == null && from.state() != Component.State.FAILED) {
        links.put(from.outbox(), from.outbox().linkTo(to.inbox()));
        destinations.put(from.outbox(), to);
      }
    }

    private void unlink() {
      Component<Integer, Integer> from =
          random.nextBoolean() ? any(sources) : any(List.copyOf(transformers));
      Linkage made = links.remove(from.outbox());
      destinations.remove(from.outbox());
      if (made != null) {
        made.unlink();
      }
    }

    private void trace() {
      if (trace == null) {
        trace = axon.trace(it -> true, it -> told.add(it.toString()));
      } else {
        trace.close();
        trace = null;
      }
    }

    private void send(int message) {
      Component<Integer, Integer> from = any(sources);
      boolean refused = false;
      if (!changing) {
        refused = dead.contains(end(from));
        if (!refused) {
          pass(from, message);
        }
      }
      boolean sent = from.outbox().trySend(message);
      log.add(from + " " + sent);
      axon.runUntilIdle();
      if (!changing) {
        assertThat(sent).as("seed %s", seed).isEqualTo(!refused);
      }
    }

    /** Where the way ends, or turns in a circle. */
    private Component<?, ?> end(Component<?, ?> from) {
      Set<Component<?, ?>> met = new HashSet<>();
      Component<?, ?> at = from;
      for (Component<?, ?> to = destinations.get(at.outbox());
          to != null && met.add(to) && !dead.contains(at);
          to = destinations.get(at.outbox())) {
        at = to;
      }
      return at;
    }

    private void pass(Component<Integer, Integer> from, int message) {
      Component<Integer, Integer> at = from;
      Integer made = message;
      while (true) {
        Component<Integer, Integer> to = destinations.get(at.outbox());
        if (to == null) {
          return;
        }
        if (trace != null) {
          toTell.add(
              new Delivery(
                      axon.clock().instant(),
                      Snapshot.of(at.outbox()),
                      Snapshot.of(to.inbox()),
                      made)
                  .toString());
        }
        if (arrived.containsKey(to)) {
          arrived.get(to).add(made);
          return;
        }
        passed.merge(to, 1L, Long::sum);
        try {
          made = functions.get(to).apply(made);
        } catch (ArithmeticException e) {
          dead.add(to);
          destinations.remove(to.outbox());
          return;
        }
        if (made == null) {
          return;
        }
        at = to;
      }
    }

    private <T> T any(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }
  }

  private static @Nullable Integer half(Integer n) {
    return n < 2 ? null : n / 2;
  }
}
