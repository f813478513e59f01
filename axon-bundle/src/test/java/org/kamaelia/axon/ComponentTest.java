package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ComponentTest {
  private final SteppedAxon axon = new SteppedAxon(5);
  private final List<Object> seen = new ArrayList<>();

  @Test
  void theCarrierIsTheOneThatThisRunIsMeantToTest() {
    assertThat(axon.carrierName()).isEqualTo(System.getProperty("axon.test.carrier", "virtual"));
  }

  @Test
  @Tag("C1")
  void aComponentHasEmptyStandardBoxesAndNoChildren() {
    var component = Parts.<String>sleeper();
    assertThat(component.boxes()).extracting(Box::name).contains("inbox", "outbox");
    assertThat(component.inbox().isEmpty()).isTrue();
    assertThat(component.inbox().atEnd()).isFalse();
    assertThat(component.control().isEmpty()).isTrue();
    assertThat(component.children()).isEmpty();
    assertThat(component.state()).isEqualTo(Component.State.NEW);
  }

  @Test
  void selectTakesTheFirstBoxThatIsReady() {
    var chooser =
        new Component<String, Object>() {
          private final Inbox<String> other = addInbox("other", String.class);

          @Override
          protected void run() {
            for (int i = 0; i < 3; i++) {
              Inbox<?> ready = select(inbox, other);
              seen.add(ready.name());
              seen.add(ready.receive());
            }
            seen.add(select(Duration.ofSeconds(1), inbox, other));
            seen.add(clock().nanoTime());
          }
        };
    axon.activate(chooser);
    axon.runUntilIdle();
    chooser.other.put("x");
    axon.runUntilIdle();
    chooser.other.put("z");
    chooser.inbox().put("y");
    axon.runToEnd();
    assertThat(seen)
        .containsExactly(
            "other", "x", "inbox", "y", "other", "z", java.util.Optional.empty(), 1_000_000_000L);
  }

  @Test
  void selectCountsAnEndedBoxAsReady() {
    var source = Parts.source();
    var chooser =
        new Component<Object, Object>() {
          @Override
          protected void run() {
            seen.add(select(control(), inbox).name());
            inbox.receive();
          }
        };
    Group group = axon.group("test");
    source.outbox().linkTo(chooser.inbox());
    group.activate(chooser);
    group.activate(source);
    axon.runUntilIdle();
    assertThat(seen).containsExactly("inbox");
    assertThat(chooser.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  @Tag("S8")
  void timeIsVirtualAndSleepersWakeInTheOrderOfTheirDeadlines() {
    for (int seconds : List.of(3, 1, 2)) {
      axon.activate(
          new Component<Object, Object>() {
            @Override
            protected void run() {
              clock().sleep(Duration.ofSeconds(seconds));
              seen.add(seconds + " at " + clock().nanoTime() / 1_000_000_000);
            }
          });
    }
    Instant before = axon.clock().instant();
    axon.advance(Duration.ofSeconds(10));
    assertThat(seen).containsExactly("1 at 1", "2 at 2", "3 at 3");
    assertThat(axon.clock().instant()).isEqualTo(before.plusSeconds(10));
  }

  @Test
  void aSleepIsNotCutShortByMessages() {
    var sleeper =
        new Component<String, Object>() {
          @Override
          protected void run() {
            clock().sleep(Duration.ofSeconds(2));
            seen.add(clock().nanoTime());
          }
        };
    axon.activate(sleeper);
    axon.runUntilIdle();
    sleeper.inbox().put("noise");
    axon.runToEnd();
    assertThat(seen).containsExactly(2_000_000_000L);
  }

  @Test
  void theSameSeedGivesTheSameOrderAndOtherSeedsGiveOthers() {
    List<List<Object>> runs = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2, 3}) {
      seen.clear();
      var stepped = new SteppedAxon(seed);
      for (int i = 0; i < 6; i++) {
        int number = i;
        stepped.activate(
            new Component<Object, Object>() {
              @Override
              protected void run() {
                for (int turn = 0; turn < 5; turn++) {
                  seen.add(number + ":" + random().nextInt(10));
                  clock().sleep(Duration.ZERO);
                }
              }
            });
      }
      stepped.runToEnd();
      runs.add(List.copyOf(seen));
    }
    assertThat(runs.get(0)).hasSize(30).isEqualTo(runs.get(1));
    assertThat(runs.get(0)).isNotEqualTo(runs.get(2)).isNotEqualTo(runs.get(3));
  }

  @Test
  void eachHasRandomNumbersOfItsOwnWhateverItsName() {
    var stepped = new SteppedAxon(5);
    // Two of one name, and two whose names have the same hash code.
    for (String name : List.of("same", "same", "Aa", "BB")) {
      stepped.activate(
          new Component<Object, Object>() {
            @Override
            protected void run() {
              seen.add(random().nextLong());
            }

            @Override
            protected String kind() {
              return name;
            }
          });
    }
    stepped.runToEnd();
    assertThat(seen).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void aBodyThatNeverWaitsGivesOthersATurnNowAndThen() {
    var spout =
        Component.<Object, String>of(
            "spout",
            (in, out) -> {
              for (int i = 0; i < 10_000 && !seen.contains("other ran"); i++) {
                out.send("into the void");
              }
              seen.add("spout saw it: " + seen.contains("other ran"));
            });
    axon.activate(spout);
    axon.activate(Component.of("other", (in, out) -> seen.add("other ran")));
    axon.runUntilIdle();
    assertThat(seen).contains("spout saw it: true");
  }

  @Test
  void blockingInTheJdkHoldsUpNobodyOnTheFastCarrier() throws Exception {
    try (var real = Axon.builder().loops(1).start()) {
      org.junit.jupiter.api.Assumptions.assumeTrue(real.carrierName().equals("virtual"));
      var lock = new ReentrantLock();
      lock.lock();
      Group blocked =
          real.activate(
              Component.of(
                  "blocked",
                  (in, out) -> {
                    lock.lock();
                    lock.unlock();
                  }));
      real.activate(Component.of("free", (in, out) -> seen.add("free")))
          .ended()
          .toCompletableFuture()
          .get(10, java.util.concurrent.TimeUnit.SECONDS);
      assertThat(seen).containsExactly("free");
      lock.unlock();
      blocked.ended().toCompletableFuture().get(10, java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  @Test
  void aSteppedSystemWaitsForABodyThatAnotherThreadHoldsUp() {
    axon.activate(
        Component.of(
            "blocked",
            (in, out) -> {
              Thread holder = new Thread(() -> seen.add("another thread"));
              holder.start();
              holder.join();
              seen.add("the body");
            }));
    axon.runUntilIdle();
    assertThat(seen).containsExactly("another thread", "the body");
  }

  @Test
  void aNameSaysGroupAndKind() {
    var echo = Component.<String, String>of("echo", (in, out) -> {});
    assertThat(echo).hasToString("echo");
    axon.group("net/conn[7]").activate(echo);
    assertThat(echo).hasToString("net/conn[7]/echo");
    assertThat(echo.inbox()).hasToString("net/conn[7]/echo.inbox");
  }

  @Test
  void aDeviceCannotWait() {
    var device =
        new Device<String, String>() {
          @Override
          protected void turn() {
            inbox.receive();
          }
        };
    Group group = axon.activate(device);
    axon.runUntilIdle();
    assertThatThrownBy(() -> group.ended().toCompletableFuture().join())
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void threadsThatAskForItsSignalBoxesAtOnceGetTheSame() throws Exception {
    var components = Stream.generate(() -> Parts.relay("relay")).limit(50_000).toList();
    var begin = new CyclicBarrier(2);
    Callable<List<Box<?>>> asking =
        () -> {
          begin.await();
          return components.stream()
              .<Box<?>>flatMap(it -> Stream.of(it.control(), it.signal()))
              .toList();
        };
    try (var other = Executors.newSingleThreadExecutor()) {
      var boxes = other.submit(asking);
      assertThat(asking.call().equals(boxes.get())).isTrue();
    }
  }
}
