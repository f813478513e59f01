package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrossLoopTest {
  private final Axon axon = Axon.builder().loops(2).start();
  private final Group here = axon.loops().get(0).group("here");
  private final Group there = axon.loops().get(1).group("there");

  @AfterEach
  void close() {
    axon.close();
  }

  @Test
  void messagesBetweenLoopsArriveInOrderAndThenTheEnd() throws Exception {
    int count = 200_000;
    for (int limit : List.of(1, 3, 33, 64, 100, 70_000, Inbox.UNLIMITED)) {
      int messages = limit == 1 ? 2_000 : count;
      Group from = axon.loops().get(0).group("from");
      Group to = axon.loops().get(1).group("to");
      var source = counting(messages);
      var sum = new CompletableFuture<Long>();
      var sink = checking(sum);
      sink.inbox().limit(limit);
      from.add(source);
      to.add(sink);
      source.outbox().linkTo(sink.inbox());
      to.activate(sink);
      from.activate(source);
      assertThat(sum.get(30, SECONDS)).as("limit %s", limit).isEqualTo(messages);
      to.ended().toCompletableFuture().get(10, SECONDS);
    }
  }

  @Test
  void manySendersOnBothLoopsReachOneInbox() throws Exception {
    var seen = new CompletableFuture<Long>();
    var sink =
        Component.<Integer, Object>of(
            "sink",
            (in, out) -> {
              long count = 0;
              for (var ignored : in) {
                count++;
              }
              seen.complete(count);
            });
    sink.inbox().limit(8);
    there.add(sink);
    List<Component<?, ?>> sources = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      var source = counting(1000);
      (i % 2 == 0 ? here : there).add(source);
      source.outbox().linkTo(sink.inbox());
      sources.add(source);
    }
    there.activate(sink);
    for (Component<?, ?> source : sources) {
      (source.group == here ? here : there).activate(source);
    }
    assertThat(seen.get(30, SECONDS)).isEqualTo(20_000);
  }

  @Test
  @Tag("P5")
  void aSenderOnAnotherLoopIsRefusedExactlyAtTheLimit() throws Exception {
    for (int limit : List.of(1, 5, 31, 32, 33, 64, 1000)) {
      BlockingQueue<Integer> accepted = new LinkedBlockingQueue<>();
      var sleeper = Parts.<Integer>sleeper();
      sleeper.inbox().limit(limit);
      var source =
          Component.<Object, Integer>of(
              "source",
              (in, out) -> {
                int count = 0;
                while (out.trySend(count)) {
                  count++;
                }
                accepted.add(count);
              });
      there.add(sleeper);
      here.add(source);
      source.outbox().linkTo(sleeper.inbox());
      there.activate(sleeper);
      here.activate(source);
      assertThat(accepted.poll(10, SECONDS)).isEqualTo(limit);
    }
  }

  @Test
  @Tag("C11")
  void takingOneMessageLetsASenderOnAnotherLoopGoOnAlthoughTheInboxIsNotYetEmpty()
      throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    var source =
        Component.<Object, Integer>of(
            "source",
            (in, out) -> {
              for (int i = 0; i < 65; i++) {
                out.send(i);
              }
              events.add("all sent");
            });
    var taker =
        new Component<Integer, Object>() {
          @Override
          protected void run() {
            control().receive();
            inbox.receive();
            control().receive();
          }
        };
    there.add(taker);
    here.add(source);
    source.outbox().linkTo(taker.inbox());
    there.activate(taker);
    here.activate(source);
    assertThat(events.poll(50, java.util.concurrent.TimeUnit.MILLISECONDS)).isNull();
    taker.loop().run(() -> taker.control().putAnyway(new Signal.ProducerFinished("go")));
    assertThat(events.poll(10, SECONDS)).isEqualTo("all sent");
  }

  @Test
  void aSenderLearnsThatItsDestinationOnAnotherLoopHasEnded() throws Exception {
    var source = counting(1_000_000);
    var head = Component.<Integer, Object>of("head", (in, out) -> in.receive());
    there.add(head);
    here.add(source);
    source.outbox().linkTo(head.inbox());
    there.activate(head);
    here.activate(source);
    here.ended().toCompletableFuture().get(30, SECONDS);
    assertThat(source.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void aSenderLearnsThatWhatItsDestinationWrapsHasEndedUntilItWrapsAnother() throws Exception {
    var wrapper = there.add(Parts.<Integer>sleeper());
    var head = there.activate(Component.<Integer, Object>of("head", (in, out) -> in.receive()));
    Linkage inner = wrapper.inbox().linkTo(head.inbox());
    var first = here.add(counting(1_000_000));
    first.outbox().linkTo(wrapper.inbox());
    here.activate(first);
    here.ended().toCompletableFuture().get(30, SECONDS);
    assertThat(first.state()).isEqualTo(Component.State.ENDED);
    inner.unlink();
    Group again = axon.loops().get(0).group("again");
    var second = again.add(counting(10_000));
    second.outbox().linkTo(wrapper.inbox());
    var sum = new CompletableFuture<Long>();
    var sink = there.activate(checking(sum));
    wrapper.inbox().linkTo(sink.inbox());
    again.activate(second);
    assertThat(sum.get(30, SECONDS)).isEqualTo(10_000);
  }

  @Test
  void aChainBehindTheEntryOnTheOtherLoopIsThatLoopsAffair() throws Exception {
    var sum = new CompletableFuture<Long>();
    var sink = checking(sum);
    var wrapper = Parts.<Integer>sleeper();
    var source = counting(10_000);
    there.add(wrapper);
    there.add(sink);
    here.add(source);
    source.outbox().linkTo(wrapper.inbox());
    wrapper.inbox().linkTo(sink.inbox());
    there.activate(sink);
    here.activate(source);
    assertThat(sum.get(30, SECONDS)).isEqualTo(10_000);
  }

  @Test
  void aSenderOnTheSameLoopDoesNotKeepOutOneOnAnother() throws Exception {
    var heardFromAfar = new CompletableFuture<Void>();
    var sink =
        Component.<Integer, Object>of(
            "sink",
            (in, out) -> {
              for (int i : in) {
                if (i == 0) {
                  heardFromAfar.complete(null);
                  return;
                }
              }
            });
    var busy =
        Component.<Object, Integer>of(
            "busy",
            (in, out) -> {
              for (int i = 1; true; i++) {
                out.send(i);
              }
            });
    var far = counting(1);
    there.add(sink);
    there.add(busy);
    here.add(far);
    busy.outbox().linkTo(sink.inbox());
    far.outbox().linkTo(sink.inbox());
    there.activate(sink);
    there.activate(busy);
    here.activate(far);
    heardFromAfar.get(30, SECONDS);
    there.ended().toCompletableFuture().get(30, SECONDS);
  }

  @Test
  void aSenderThatTheTakerKeepsPaceWithLetsOthersHaveTheirTurns() throws Exception {
    var stop = new java.util.concurrent.atomic.AtomicBoolean();
    var tireless =
        Component.<Object, Integer>of(
            "tireless",
            (in, out) -> {
              while (!stop.get()) {
                out.send(1);
              }
            });
    var sink = Component.<Integer, Object>of("sink", (in, out) -> in.forEach(i -> {}));
    sink.inbox().limit(Inbox.UNLIMITED);
    here.add(tireless);
    there.add(sink);
    tireless.outbox().linkTo(sink.inbox());
    there.activate(sink);
    here.activate(tireless);
    here.activate(Component.of("other", (in, out) -> stop.set(true)));
    here.ended().toCompletableFuture().get(30, SECONDS);
  }

  @Test
  void whatWasSentIsThereBeforeTheSenderTurnsToSomethingElse() throws Exception {
    // The taker is kept busy, so that the messages go in batches.
    var counts = new LinkedBlockingQueue<Integer>();
    var sink =
        Component.<Integer, Object>of(
            "sink",
            (in, out) -> {
              int count = 0;
              for (var ignored : in) {
                counts.add(++count);
              }
            });
    var source =
        new Component<Object, Integer>() {
          @Override
          protected void run() {
            for (int i = 0; i < 45; i++) {
              outbox.send(i);
            }
            control().receive();
          }
        };
    there.add(sink);
    here.add(source);
    source.outbox().linkTo(sink.inbox());
    there.activate(sink);
    here.activate(source);
    for (int i = 1; i <= 45; i++) {
      assertThat(counts.poll(10, SECONDS)).isEqualTo(i);
    }
  }

  /** Looks, when the sleeping loop is woken by the unlink, whether all has departed. */
  @Test
  void whatWasSentIsOnItsWayBeforeTheDestinationHearsOfAnUnlink() throws Exception {
    var unlinking = new AtomicBoolean();
    var woken = new AtomicReference<Runnable>();
    List<Awaited> pollers = new ArrayList<>();
    try (var two =
        Axon.builder()
            .loops(2)
            .poller(
                () -> {
                  var poller =
                      new Awaited(
                          () -> {
                            if (unlinking.get()) {
                              woken.get().run();
                            }
                          });
                  pollers.add(poller);
                  return poller;
                })
            .start()) {
      Group to = two.loops().get(1).group("to");
      var sleeper = to.add(Parts.<Integer>sleeper());
      sleeper.inbox().limit(Inbox.UNLIMITED);
      to.activate(sleeper);
      var seen = new CompletableFuture<Integer>();
      woken.set(() -> seen.complete(sleeper.inbox().transit().size()));
      var sent = new CompletableFuture<Integer>();
      two.loops()
          .get(0)
          .group("from")
          .activate(
              Component.<Object, Integer>of(
                  "source",
                  (in, out) -> {
                    int count = 0;
                    while (!seen.isDone()) { // the other loop may be awake for another reason
                      Linkage link = out.linkTo(sleeper.inbox());
                      for (int i = 0; i < 5; i++) {
                        out.send(count++);
                      }
                      while (!pollers.get(1).waits) {
                        Thread.onSpinWait();
                      }
                      unlinking.set(true);
                      link.unlink();
                      unlinking.set(false);
                    }
                    sent.complete(count);
                  }));
      assertThat(seen.get(30, SECONDS)).isEqualTo(sent.get(30, SECONDS));
    }
  }

  @Test
  void aLoopThatIsGivenWorkWithoutEndStillPolls() throws Exception {
    CompletableFuture<Void> working = new CompletableFuture<>();
    CompletableFuture<Void> polled = new CompletableFuture<>();
    Poller counting =
        new Awaited(() -> {}) {
          @Override
          public void poll(long nanos) throws IOException {
            if (working.isDone()) {
              polled.complete(null);
            }
            super.poll(nanos);
          }
        };
    try (Axon axon = Axon.builder().loops(1).poller(() -> counting).start()) {
      Loop loop = axon.loops().getFirst();
      loop.execute(
          new Runnable() {
            @Override
            public void run() {
              working.complete(null);
              if (!polled.isDone()) {
                loop.execute(this);
              }
            }
          });
      assertThat(polled).succeedsWithin(30, SECONDS);
    }
  }

  @Test
  void aCrowdOfTimersDoesNotStandBeforeThePoller() throws Exception {
    int crowd = 1000;
    AtomicInteger polls = new AtomicInteger();
    Map<Integer, Integer> turnsByPoll = new ConcurrentHashMap<>();
    CountDownLatch set = new CountDownLatch(crowd);
    CountDownLatch fired = new CountDownLatch(crowd);
    Poller counting =
        new Awaited(() -> {}) {
          @Override
          public void poll(long nanos) throws IOException {
            polls.incrementAndGet();
            super.poll(nanos);
          }
        };
    try (Axon axon = Axon.builder().loops(1).poller(() -> counting).start()) {
      Loop loop = axon.loops().getFirst();
      for (int i = 0; i < crowd; i++) {
        axon.activate(
            Component.of(
                "sleeper",
                (_, _) -> {
                  set.countDown();
                  loop.clock().sleep(Duration.ofMillis(50));
                  turnsByPoll.merge(polls.get(), 1, Integer::sum);
                  fired.countDown();
                }));
      }
      assertThat(set.await(30, SECONDS)).isTrue();
      long due = System.nanoTime() + Duration.ofMillis(50).toNanos();
      loop.execute(
          () -> {
            while (System.nanoTime() < due) {
              Thread.onSpinWait();
            }
          });
      assertThat(fired.await(30, SECONDS)).isTrue();
    }
    assertThat(turnsByPoll.values()).allMatch(turns -> turns <= Loop.TIMERS);
  }

  @Test
  void aLoopOutlivesWhateverItsPollerThrows() throws Exception {
    CompletableFuture<Void> thrown = new CompletableFuture<>();
    Poller failing =
        new Awaited(() -> {}) {
          @Override
          public void poll(long nanos) throws IOException {
            if (thrown.complete(null)) {
              throw new StackOverflowError("of one that was told what is ready");
            }
            super.poll(nanos);
          }
        };
    try (Axon axon = Axon.builder().loops(1).poller(() -> failing).start()) {
      thrown.get(30, SECONDS);
      CompletableFuture<Void> later = new CompletableFuture<>();
      axon.loops().getFirst().execute(() -> later.complete(null));
      assertThat(later).succeedsWithin(30, SECONDS);
    }
  }

  /** Tells when its loop is woken, in the thread that wakes it. */
  private static class Awaited implements Poller {
    private final Poller parking = Poller.parking();
    private final Runnable woken;
    volatile boolean waits;

    Awaited(Runnable woken) {
      this.woken = woken;
    }

    @Override
    public void poll(long nanos) throws IOException {
      waits = nanos != 0;
      parking.poll(nanos);
      waits = false;
    }

    @Override
    public void wakeup() {
      waits = false;
      woken.run();
      parking.wakeup();
    }

    @Override
    public void close() throws IOException {
      parking.close();
    }
  }

  @Test
  void componentsMustFindTheirLoopsBeforeTheyAreLinkedAcross() {
    var source = counting(1);
    var sink = Parts.<Integer>sleeper();
    source.outbox().linkTo(sink.inbox());
    here.activate(source);
    assertThatThrownBy(() -> there.activate(sink))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("add both before linking");
  }

  @Test
  void aPassthroughAcrossLoopsIsRefused() {
    var outer = Parts.<Integer>sleeper();
    var inner = Parts.<Integer>sleeper();
    here.add(outer);
    there.add(inner);
    assertThatThrownBy(() -> outer.inbox().linkTo(inner.inbox()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a passthrough joins components of one loop");
  }

  @Test
  void topologyShowsEachLoopsComponentsWithTheirBoxes() {
    var sleeper = here.activate(Parts.<Integer>sleeper());
    here.origin("a bundle");
    Topology topology = axon.topology();
    while (topology.components().getFirst().waitsFor() instanceof Wait.Nothing) {
      topology = axon.topology(); // until it has had its first turn
    }
    assertThat(topology.loops()).hasSize(2);
    assertThat(topology.components())
        .singleElement()
        .satisfies(
            info -> {
              assertThat(info.name()).isEqualTo("here/Component");
              assertThat(info.origin()).isEqualTo("a bundle");
              assertThat(info.waitsFor()).hasToString(sleeper.name() + ".control");
              assertThat(info.inboxes())
                  .extracting(Topology.InboxInfo::name)
                  .containsExactly("inbox", "control");
            });
  }

  @Test
  void aComponentThatSpinsIsNamedWithItsStackAndOthersLoopsGoOn() throws Exception {
    try (var watched =
        Axon.builder().loops(2).stallAfter(java.time.Duration.ofMillis(100)).start()) {
      var release = new java.util.concurrent.atomic.AtomicBoolean();
      var spinner =
          Component.of(
              "spinner",
              (in, out) -> {
                while (!release.get()) {
                  Thread.onSpinWait();
                }
              });
      watched.loops().get(0).group("g").activate(spinner);
      List<Stall> stalls = watched.stalls();
      while (stalls.isEmpty()) {
        watched
            .loops()
            .get(1)
            .group("other")
            .activate(Component.of("free", (in, out) -> {}))
            .state();
        stalls = watched.stalls();
      }
      assertThat(stalls.getFirst().component()).isEqualTo("g/spinner");
      assertThat(stalls.getFirst().stack())
          .anyMatch(frame -> frame.getClassName().contains("CrossLoopTest"));
      assertThat(watched.topology().loops())
          .extracting(Topology.LoopInfo::stalled)
          .containsExactly(true, false);
      assertThat(watched.loopInfos())
          .extracting(Topology.LoopInfo::stalled)
          .containsExactly(true, false);
      release.set(true);
      while (!watched.stalls().isEmpty()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void shutdownDoesNotWaitForEverForAComponentThatSpins() throws Exception {
    var release = new java.util.concurrent.atomic.AtomicBoolean();
    var spins = new CompletableFuture<Void>();
    here.activate(
        Component.of(
            "spinner",
            (in, out) -> {
              spins.complete(null);
              while (!release.get()) {
                Thread.onSpinWait();
              }
            }));
    spins.get(10, SECONDS);
    axon.shutdown(java.time.Duration.ZERO, "test");
    release.set(true);
  }

  @Test
  void shutdownEndsEverythingWithinItsDeadline() throws Exception {
    var relay = here.activate(Parts.<Integer>relay("relay"));
    var stubborn = there.activate(Parts.<Integer>sleeper());
    axon.shutdown(java.time.Duration.ofMillis(50), "test");
    assertThat(relay.state()).isEqualTo(Component.State.ENDED);
    assertThat(stubborn.state()).isEqualTo(Component.State.ENDED);
  }

  private static Component<Object, Integer> counting(int messages) {
    return Component.of(
        "source",
        (in, out) -> {
          for (int i = 0; i < messages; i++) {
            out.send(i);
          }
        });
  }

  private static Component<Integer, Object> checking(CompletableFuture<Long> count) {
    return Component.of(
        "sink",
        (in, out) -> {
          long expected = 0;
          for (int i : in) {
            if (i != expected) {
              count.completeExceptionally(new AssertionError(i + " instead of " + expected));
            }
            expected++;
          }
          count.complete(expected);
        });
  }
}
