package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulesTest {
  private final long seed = new Random().nextLong();

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,1,2", "2,2,6", "2,3,20", "3,2,90", "4,1,24", "3,3,1680", "2,7,3432"})
  void exhaustiveGivesEachOrderOnceAndThereAreAsManyAsTheFormulaSays(
      int components, int turns, int interleavings) {
    // (components * turns)! / turns! ^ components
    Set<List<String>> orders = new HashSet<>();
    var outcome =
        Schedules.exhaustive(10_000)
            .run(
                axon -> {
                  List<String> order = new ArrayList<>();
                  for (int i = 0; i < components; i++) {
                    String name = "c" + i;
                    activate(axon, name, clock -> turns(clock, turns, () -> order.add(name)));
                  }
                  axon.runToEnd();
                  orders.add(order);
                });
    assertThat(outcome).isEqualTo(new Schedules.Outcome(interleavings, true));
    assertThat(orders).hasSize(interleavings);
  }

  @Test
  void exhaustiveStopsAtItsLimitAndSaysSo() {
    Schedules.Trial trial =
        axon -> {
          for (String name : List.of("a", "b", "c")) {
            activate(axon, name, clock -> {});
          }
          axon.runToEnd();
        };
    assertThat(Schedules.exhaustive(5).run(trial)).isEqualTo(new Schedules.Outcome(5, false));
    assertThat(Schedules.exhaustive(6).run(trial)).isEqualTo(new Schedules.Outcome(6, true));
  }

  @Test
  void firstComeFirstServedIsTheFirstSchedule() {
    assertThat(failure(Schedules.exhaustive(1), axon -> fail()).schedule()).isEqualTo("0@");
  }

  @Test
  void aLostUpdateIsFoundWithinFewSchedulesAndThePrintedOneReplays() {
    // Under first come, first served it happens to be right.
    Schedules.replay("0@").run(SchedulesTest::loseAnUpdate);
    var failed = failure(Schedules.exhaustive(5), SchedulesTest::loseAnUpdate);
    assertThat(failed).hasCauseInstanceOf(AssertionError.class);
    assertThat(failed.getMessage())
        .contains("Schedules.replay(\"" + failed.schedule() + "\")", "test/a", "test/b");
    var replayed = failure(Schedules.replay(failed.schedule()), SchedulesTest::loseAnUpdate);
    assertThat(replayed.schedule()).isEqualTo(failed.schedule());
    assertThat(turnsOf(replayed)).isEqualTo(turnsOf(failed));
  }

  @Test
  void aLostUpdateIsFoundAtRandomTooAndReplays() {
    var failed = failure(Schedules.random(seed, 1000), SchedulesTest::loseAnUpdate);
    var replayed = failure(Schedules.replay(failed.schedule()), SchedulesTest::loseAnUpdate);
    assertThat(turnsOf(replayed)).as("seed %s", seed).isEqualTo(turnsOf(failed));
  }

  @Test
  void theSameSeedFindsTheSame() {
    var once = failure(Schedules.random(seed, 1000), SchedulesTest::loseAnUpdate);
    var again = failure(Schedules.random(seed, 1000), SchedulesTest::loseAnUpdate);
    assertThat(again.getMessage()).as("seed %s", seed).isEqualTo(once.getMessage());
  }

  @Test
  void whoPassesWhomIsShownTurnByTurn() {
    var failed =
        failure(
            Schedules.exhaustive(100),
            axon -> {
              List<String> order = new ArrayList<>();
              activate(axon, "a", clock -> order.add("a"));
              for (String name : List.of("b", "c")) {
                activate(
                    axon,
                    name,
                    clock -> {
                      clock.sleep(Duration.ofSeconds(1));
                      order.add(name);
                      if (order.equals(List.of("a", "c", "b"))) {
                        throw new IllegalStateException("c was first");
                      }
                    });
              }
              axon.runToEnd();
              assertThat(order).isNotEqualTo(List.of("a", "c", "b"));
            });
    assertThat(failed.getMessage())
        .endsWith(
            """
            "0@1:2") runs this one:
                  1 test/c, before test/a
                  2 test/a
                  3 test/b
                    at PT1S
                  4 test/c
                  5 test/b
                    test/b failed: java.lang.IllegalStateException: c was first\
            """);
  }

  @Test
  void whoHasNotEndedIsShownWithWhatItWaitsFor() {
    var failed =
        failure(
            Schedules.exhaustive(1),
            axon -> {
              axon.group("test").activate(Parts.sleeper());
              axon.runToEnd();
              assertThat(axon.topology().components()).isEmpty();
            });
    assertThat(failed.getMessage())
        .endsWith("test/Component has not ended: waits for test/Component.control");
  }

  @Test
  void aFailingScheduleIsMadeAsSimpleAsItGoes() {
    var failed =
        failure(
            Schedules.random(seed, 1000),
            axon -> {
              List<String> order = new ArrayList<>();
              activate(axon, "a", clock -> order.add("a"));
              activate(axon, "b", clock -> order.add("b"));
              for (int i = 0; i < 10; i++) {
                activate(axon, "bystander", clock -> turns(clock, 10, () -> {}));
              }
              axon.runToEnd();
              assertThat(order).containsExactly("a", "b");
            });
    assertThat(Plan.parse(failed.schedule()).skips()).as("seed %s", seed).hasSize(1);
  }

  @Test
  void whatNeedsSomebodyToWaitLongIsFoundByPriorities() {
    // Drawn turn by turn, it would be so once in a thousand million runs.
    var failed =
        failure(
            Schedules.random(seed, 2000),
            axon -> {
              int[] busy = {0};
              activate(axon, "busy", clock -> turns(clock, 50, () -> busy[0]++));
              activate(
                  axon,
                  "slow",
                  clock -> {
                    int before = busy[0];
                    clock.sleep(Duration.ZERO);
                    assertThat(busy[0] - before).as("seed %s", seed).isLessThan(30);
                  });
              axon.runToEnd();
            });
    assertThat(failed).hasMessageContaining("test/slow failed");
  }

  @Test
  void timersOfTheSameInstantGoOffInAnyOrder() {
    Set<List<String>> orders = new HashSet<>();
    Schedules.exhaustive(1000)
        .run(
            axon -> {
              List<String> order = new ArrayList<>();
              for (String name : List.of("a", "b", "c")) {
                axon.loops().getFirst().after(Duration.ofSeconds(1), () -> order.add(name));
              }
              axon.runToEnd();
              orders.add(order);
            });
    assertThat(orders).hasSize(6);
  }

  @Test
  void workHandedToALoopComesBeforeOrAfterTheTurnsThatAreDue() {
    Set<List<String>> orders = new HashSet<>();
    var outcome =
        Schedules.exhaustive(1000)
            .run(
                axon -> {
                  List<String> order = new ArrayList<>();
                  var loop = axon.loops().getFirst();
                  loop.execute(() -> order.add("first"));
                  loop.execute(() -> order.add("second"));
                  activate(axon, "a", clock -> order.add("a"));
                  axon.runToEnd();
                  orders.add(order);
                });
    assertThat(outcome).isEqualTo(new Schedules.Outcome(3, true));
    assertThat(orders)
        .containsExactlyInAnyOrder(
            List.of("first", "second", "a"),
            List.of("first", "a", "second"),
            List.of("a", "first", "second"));
  }

  @Test
  void componentsDrawTheSameRandomNumbersInAReplay() {
    List<Integer> drawn = new ArrayList<>();
    Schedules.Trial trial =
        axon -> {
          axon.activate(
              new Component<Object, Object>() {
                @Override
                protected void run() {
                  drawn.add(random().nextInt());
                }
              });
          axon.runToEnd();
          fail();
        };
    var failed = failure(Schedules.random(seed, 1), trial);
    failure(Schedules.replay(failed.schedule()), trial);
    assertThat(new HashSet<>(drawn)).as("seed %s", seed).hasSize(1);
  }

  @Test
  void anAssertionInAComponentIsTheTests() {
    var failed =
        failure(
            Schedules.exhaustive(1),
            axon -> {
              activate(axon, "a", clock -> fail());
              axon.runToEnd();
            });
    assertThat(failed).hasMessageContaining("a failed: java.lang.AssertionError: planted");
  }

  @Test
  void anotherFailureOfAComponentIsForTheTestToLookAt() {
    var outcome =
        Schedules.exhaustive(1)
            .run(
                axon -> {
                  activate(
                      axon,
                      "a",
                      clock -> {
                        throw new IllegalStateException("meant");
                      });
                  axon.runToEnd();
                });
    assertThat(outcome.complete()).isTrue();
  }

  @Test
  void whatGoesWrongInTheRuntimeFailsTheSchedule() {
    var failed =
        failure(
            Schedules.exhaustive(1),
            axon -> {
              axon.loops().getFirst().execute(SchedulesTest::fail);
              axon.runToEnd();
            });
    assertThat(failed)
        .hasMessageContaining("loop-0: posted work: java.lang.AssertionError: planted");
  }

  @Test
  void whatNeverComesToRestFails() {
    var failed =
        failure(
            Schedules.exhaustive(1),
            axon -> {
              activate(axon, "spinner", clock -> turns(clock, Integer.MAX_VALUE, () -> {}));
              axon.runToEnd();
            });
    assertThat(failed).hasMessageContaining("no rest after 100,000 turns");
  }

  @Test
  void aTestThatDoesNotDoTheSameEachTimeIsFoundOut() {
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Schedules.exhaustive(1000)
                    .run(
                        axon -> {
                          int run = runs.incrementAndGet();
                          activate(axon, "a" + run, clock -> turns(clock, 2, () -> {}));
                          activate(axon, "b", clock -> turns(clock, 2, () -> {}));
                          axon.runToEnd();
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not do the same each time");
  }

  @Test
  void aScheduleOfAnotherTestIsRefused() {
    assertThatThrownBy(() -> Schedules.replay("0@7:3").run(SchedulesTest::loseAnUpdate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it came to rest after 5 turns, before turn 7");
    assertThatThrownBy(() -> Schedules.replay("0@1:3").run(SchedulesTest::loseAnUpdate))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("turn 1 has 2 to choose from");
    for (String nonsense : List.of("", "0", "@", "0@1", "0@1:", "0@1:1,", "0@1:1 2:2", "x@1:1")) {
      assertThatThrownBy(() -> Schedules.replay(nonsense))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("seed@turn:skipped");
    }
  }

  @Test
  void withTwoLoopsWhoIsNextIsAChoiceBetweenThemToo() {
    Set<List<String>> orders = new HashSet<>();
    var outcome =
        Schedules.exhaustive(1000)
            .loops(2)
            .run(
                axon -> {
                  List<String> order = new ArrayList<>();
                  for (Loop loop : axon.loops()) {
                    String name = loop.toString();
                    loop.group("test")
                        .activate(component(name, clock -> turns(clock, 2, () -> order.add(name))));
                  }
                  axon.runToEnd();
                  orders.add(order);
                });
    assertThat(outcome).isEqualTo(new Schedules.Outcome(6, true));
    assertThat(orders).hasSize(6);
  }

  @Test
  void messagesBetweenLoopsArriveInOrderUnderEverySchedule() {
    var outcome =
        Schedules.exhaustive(100_000)
            .loops(2)
            .run(
                axon -> {
                  List<Integer> seen = new ArrayList<>();
                  Group here = axon.loops().get(0).group("here");
                  Group there = axon.loops().get(1).group("there");
                  var source = here.add(Parts.source(1, 2, 3));
                  var sink = there.add(Parts.sink(seen));
                  sink.inbox().limit(1);
                  source.outbox().linkTo(sink.inbox());
                  here.activate(source);
                  there.activate(sink);
                  axon.runToEnd();
                  assertThat(seen).containsExactly(1, 2, 3);
                  assertThat(axon.topology().components()).isEmpty();
                });
    assertThat(outcome.complete()).isTrue();
    assertThat(outcome.schedules()).isGreaterThan(10);
  }

  /** Two components count in what they share, and wait between reading and writing. */
  private static void loseAnUpdate(SteppedAxon axon) {
    int[] shared = {0};
    for (String name : List.of("a", "b")) {
      activate(
          axon,
          name,
          clock -> {
            if (name.equals("b")) {
              clock.sleep(Duration.ZERO);
            }
            int before = shared[0];
            clock.sleep(Duration.ZERO);
            shared[0] = before + 1;
          });
    }
    axon.runToEnd();
    assertThat(shared[0]).isEqualTo(2);
  }

  private static FailedSchedule failure(Schedules schedules, Schedules.Trial trial) {
    return catchThrowableOfType(FailedSchedule.class, () -> schedules.run(trial));
  }

  private static String turnsOf(FailedSchedule failed) {
    return failed.getMessage().substring(failed.getMessage().indexOf("runs this one"));
  }

  private static void turns(Clock clock, int count, Runnable work) {
    for (int i = 1; i < count; i++) {
      work.run();
      clock.sleep(Duration.ZERO);
    }
    work.run();
  }

  private static void fail() {
    throw new AssertionError("planted");
  }

  private interface Body {
    void run(Clock clock);
  }

  private static void activate(SteppedAxon axon, String name, Body body) {
    group(axon).activate(component(name, body));
  }

  private static Group group(SteppedAxon axon) {
    Loop loop = axon.loops().getFirst();
    return loop.groups.isEmpty() ? loop.group("test") : loop.groups.iterator().next();
  }

  private static Component<Object, Object> component(String name, Body body) {
    return new Component<>() {
      @Override
      protected void run() {
        body.run(clock());
      }

      @Override
      protected String kind() {
        return name;
      }
    };
  }
}
