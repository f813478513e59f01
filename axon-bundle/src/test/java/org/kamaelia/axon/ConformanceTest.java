package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the original's suites assert of microprocesses, their scheduler, and who wakes whom. */
class ConformanceTest {
  private final SteppedAxon axon = new SteppedAxon(9);
  private final Group group = axon.group("test");
  private final List<String> seen = new ArrayList<>();

  @Test
  @Tag("M2")
  void aComponentRunsOnTheLoopOfTheGroupThatStartsItElseOnTheNextOne() {
    try (var real = Axon.builder().loops(2).start()) {
      real.loops().get(1).group("there").activate(Parts.sleeper());
      real.activate(Parts.<String>sleeper());
      real.activate(Parts.<String>sleeper());
      assertThat(real.topology().components())
          .extracting(Topology.ComponentInfo::loop)
          .containsExactly("axon-loop-0", "axon-loop-1", "axon-loop-1");
    }
  }

  @Test
  @Tag("M3")
  void aBodyAdvancesByOneWaitATurnAndItsEndIsReportedOnce() {
    List<Signal> signals = new ArrayList<>();
    var body =
        Component.of(
            "body",
            (in, out) -> {
              for (int i = 0; i < 3; i++) {
                seen.add("step " + i);
                axon.clock().sleep(Duration.ofSeconds(1));
              }
            });
    var watcher = Parts.sink(signals);
    body.signal().linkTo(watcher.inbox());
    group.activate(body);
    group.activate(watcher);
    for (int turns = 1; turns <= 3; turns++) {
      axon.runUntilIdle();
      assertThat(seen).hasSize(turns);
      assertThat(body.state()).isEqualTo(Component.State.ACTIVE);
      axon.advance(Duration.ofSeconds(1));
    }
    assertThat(body.state()).isEqualTo(Component.State.ENDED);
    axon.runToEnd();
    assertThat(signals).containsExactly(new Signal.ProducerFinished("test/body"));
  }

  @Test
  @Tag("S2")
  @Tag("S9")
  void steppingASystemInWhichNothingIsReadyReturnsAtOnce() {
    assertThat(axon.step()).isFalse();
    group.activate(Parts.<String>sleeper());
    assertThat(axon.step()).isTrue();
    assertThat(axon.step()).isFalse();
    axon.runToEnd();
    assertThat(axon.clock().nanoTime()).isZero();
  }

  @Test
  @Timeout(60)
  @Tag("S9")
  void aLoopWithNothingReadyWaitsInItsPollerWithoutLimit() throws Exception {
    BlockingQueue<Long> waits = new LinkedBlockingQueue<>();
    try (var real = Axon.builder().loops(1).poller(() -> new NotingPoller(waits)).start()) {
      for (int i = 0; i < 10; i++) {
        real.activate(Parts.<String>sleeper());
      }
      while (real.topology().components().stream()
          .anyMatch(info -> info.waitsFor() instanceof Wait.Nothing)) {
        waits.clear();
      }
      Long last = waits.poll(30, SECONDS);
      while (last != null && last != Long.MAX_VALUE) {
        last = waits.poll(30, SECONDS);
      }
      assertThat(last).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  @Tag("S3")
  @Tag("C7")
  void everyBodyRunsToItsEndAndEachIsReleasedOnce() {
    for (int i = 1; i <= 20; i++) {
      group.activate(new Counter("device " + i, i));
    }
    axon.runToEnd();
    assertThat(seen).hasSize(20).doesNotHaveDuplicates().contains("device 7 after 7 turns");
    assertThat(axon.topology().components()).isEmpty();
    assertThat(group.ended().toCompletableFuture()).isCompleted();
  }

  @Test
  @Tag("C7")
  void aFailureWhileReleasingStillEndsTheDevice() {
    var device =
        new Device<String, String>() {
          @Override
          protected void turn() {
            end();
          }

          @Override
          protected void released() {
            throw new IllegalStateException("cannot release");
          }
        };
    group.activate(device);
    axon.runUntilIdle();
    assertThat(device.state()).isEqualTo(Component.State.ENDED);
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  @Tag("S4")
  @Tag("C9")
  void whoWaitsHasNoTurnsWhileOthersHaveTheirsAndIsWokenAlone() {
    var one = group.activate(new Counter("one", Integer.MAX_VALUE));
    var two = group.activate(new Counter("two", Integer.MAX_VALUE));
    axon.runUntilIdle();
    int before = two.turns;
    group.activate(Parts.source("a", "b"));
    axon.runUntilIdle();
    assertThat(one.turns).isEqualTo(1);
    one.inbox().put("wake up");
    axon.runUntilIdle();
    assertThat(one.turns).isEqualTo(2);
    assertThat(two.turns).isEqualTo(before);
  }

  @Test
  @Tag("S5")
  void wakingTheAwakeOrFeedingTheUnstartedGivesNoTurnMore() {
    var awake = group.activate(new Counter("awake", Integer.MAX_VALUE));
    axon.runUntilIdle();
    for (int i = 0; i < 10; i++) {
      awake.wakeUp();
    }
    axon.runUntilIdle();
    assertThat(awake.turns).isEqualTo(2);
    var unstarted = new Counter("unstarted", Integer.MAX_VALUE);
    group.add(unstarted);
    unstarted.inbox().put("a");
    axon.runUntilIdle();
    assertThat(unstarted.turns).isZero();
    assertThat(unstarted.state()).isEqualTo(Component.State.NEW);
  }

  @Test
  @Tag("S6")
  void aTopologyListsWhoWaitsAndWhoIsReadyAlike() {
    var waiting = group.activate(Parts.<String>sleeper());
    axon.runUntilIdle();
    var ready = group.activate(Parts.<String>relay("ready"));
    assertThat(axon.topology().components())
        .extracting(Topology.ComponentInfo::name, info -> info.waitsFor().toString())
        .containsExactly(
            tuple(waiting.name(), waiting.name() + ".control"), tuple(ready.name(), ""));
  }

  @Test
  @Tag("S7")
  void whoSetsItsTimerAndEndsInTheSameTurnEnds() {
    var device =
        new Device<String, String>() {
          @Override
          protected void turn() {
            seen.add("turn");
            wakeAfter(Duration.ofSeconds(1));
            wake();
            end();
          }
        };
    group.activate(device);
    axon.runToEnd();
    assertThat(seen).containsExactly("turn");
    assertThat(device.state()).isEqualTo(Component.State.ENDED);
    assertThat(axon.clock().nanoTime()).isZero();
  }

  @Test
  @Tag("C2")
  void theListOfChildrenIsACopy() {
    var parent =
        new Component<String, String>() {
          @Override
          protected void run() {
            activate(Parts.<String>sleeper());
            List<Component<?, ?>> before = children();
            activate(Parts.<String>sleeper());
            seen.add(before.size() + " then " + children().size());
          }
        };
    group.activate(parent);
    axon.runUntilIdle();
    assertThat(seen).containsExactly("1 then 2");
  }

  @Test
  @Tag("C8")
  void aLinkOutlivesWhoeverMadeIt() {
    var relay = Parts.<String>relay("relay");
    var sink = Parts.sink(seen);
    group.activate(relay);
    group.activate(sink);
    group.activate(
        Component.of(
            "linker",
            (in, out) -> {
              relay.outbox().linkTo(sink.inbox());
            }));
    axon.runUntilIdle();
    relay.inbox().put("a");
    axon.runUntilIdle();
    assertThat(seen).containsExactly("a");
  }

  @Test
  @Tag("C10")
  @Tag("C11")
  void deliveryWakesTheTakerAndTakingWakesTheSenderThatWaits() {
    var sender = new Counter("sender", Integer.MAX_VALUE);
    var taker = new Counter("taker", Integer.MAX_VALUE);
    taker.inbox().limit(1);
    sender.outbox().linkTo(taker.inbox());
    group.activate(sender);
    group.activate(taker);
    axon.runUntilIdle();
    sender.outbox().send("a");
    axon.runUntilIdle();
    assertThat(List.of(sender.turns, taker.turns)).containsExactly(1, 2);
    assertThat(sender.outbox().trySend("b")).isFalse();
    assertThat(sender.wantsToSend()).isFalse();
    taker.inbox().poll();
    axon.runUntilIdle();
    assertThat(List.of(sender.turns, taker.turns)).containsExactly(2, 2);
  }

  @Test
  @Tag("C12")
  void inAChainOnlyTheLastOwnerIsWokenByDeliveryAndOnlySendersByTaking() {
    var sender = new Counter("sender", Integer.MAX_VALUE);
    var wrapper = new Counter("wrapper", Integer.MAX_VALUE);
    var last = new Counter("last", Integer.MAX_VALUE);
    last.inbox().limit(1);
    sender.outbox().linkTo(wrapper.inbox());
    wrapper.inbox().linkTo(last.inbox());
    for (Counter counter : List.of(sender, wrapper, last)) {
      group.activate(counter);
    }
    axon.runUntilIdle();
    sender.outbox().send("a");
    sender.wantsToSend();
    axon.runUntilIdle();
    last.inbox().poll();
    axon.runUntilIdle();
    assertThat(List.of(sender.turns, wrapper.turns, last.turns)).containsExactly(2, 1, 2);
  }

  @Test
  @Tag("C13")
  void aSenderThatJoinsAFullChainIsWokenWhenRoomIsMade() {
    var early = new Counter("early", Integer.MAX_VALUE);
    var late = new Counter("late", Integer.MAX_VALUE);
    var last = Parts.<String>sleeper();
    last.inbox().limit(1);
    early.outbox().linkTo(last.inbox());
    group.add(last);
    group.activate(early);
    group.activate(late);
    axon.runUntilIdle();
    early.outbox().send("a");
    late.outbox().linkTo(last.inbox());
    assertThat(late.wantsToSend()).isFalse();
    last.inbox().poll();
    axon.runUntilIdle();
    assertThat(late.turns).isEqualTo(2);
    assertThat(late.wantsToSend()).isTrue();
  }

  @Test
  @Tag("L1")
  void aLinkageKnowsBothItsEnds() {
    var source = Parts.source("a");
    var sink = Parts.sink(seen);
    Linkage link = source.outbox().linkTo(sink.inbox());
    assertThat(link.source()).isSameAs(source.outbox());
    assertThat(link.destination()).isSameAs(sink.inbox());
    assertThat(link.source().owner()).isSameAs(source);
  }

  @Test
  @Tag("I1")
  void signalsKeepWhatTheyWereMadeWithAndShareOneType() {
    List<Signal> signals =
        List.of(
            new Signal.ProducerFinished("a/b"), new Signal.Shutdown(Duration.ofSeconds(3), "why"));
    assertThat(signals)
        .containsExactly(
            new Signal.ProducerFinished("a/b"), new Signal.Shutdown(Duration.ofSeconds(3), "why"));
    assertThat(((Signal.Shutdown) signals.get(1)).reason()).isEqualTo("why");
  }

  /** Counts its turns, and ends with one of them. */
  private final class Counter extends Device<String, String> {
    private final String name;
    private final int last;
    private int turns;

    Counter(String name, int last) {
      this.name = name;
      this.last = last;
    }

    @Override
    protected void turn() {
      turns++;
      if (turns == last) {
        end();
      } else if (last < Integer.MAX_VALUE) {
        wake();
      }
    }

    @Override
    protected void released() {
      seen.add(name + " after " + turns + " turns");
    }

    void wakeUp() {
      wake();
    }

    boolean wantsToSend() {
      return hasRoom(outbox());
    }
  }

  /** Parks as the default poller, and says for how long. */
  private static final class NotingPoller implements Poller {
    private final ParkPoller parking = new ParkPoller();
    private final BlockingQueue<Long> waits;

    NotingPoller(BlockingQueue<Long> waits) {
      this.waits = waits;
    }

    @Override
    public void poll(long nanos) {
      waits.add(nanos);
      parking.poll(nanos);
    }

    @Override
    public void wakeup() {
      parking.wakeup();
    }

    @Override
    public void close() {
      parking.close();
    }
  }
}
