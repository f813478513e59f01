package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadedComponentTest {
  private final Axon axon = Axon.builder().loops(1).start();
  private final Group group = axon.group("test");
  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    axon.close();
  }

  @Test
  @Tag("H2")
  void theBodyRunsOnAThreadOfItsOwnNamedAfterIt() throws Exception {
    group.activate(
        new Named() {
          @Override
          protected void run() {
            seen.add(Thread.currentThread().getName());
          }
        });
    assertThat(seen.poll(10, SECONDS)).isEqualTo("test/Named");
    group.ended().toCompletableFuture().get(10, SECONDS);
  }

  @Test
  @Tag("H4")
  @Tag("H10")
  void messagesFlowInAndOutWithTheOrdinaryCallsAndTheEndFollows() throws Exception {
    Integer[] many = IntStream.range(0, 10_000).boxed().toArray(Integer[]::new);
    var doubler =
        new ThreadedComponent<Integer, Integer>() {
          @Override
          protected void run() {
            for (int i : inbox) {
              outbox.send(i * 2);
            }
          }
        };
    var sink =
        Component.<Integer, Object>of(
            "sink",
            (in, out) -> {
              int expected = 0;
              for (int i : in) {
                if (i != expected) {
                  seen.add(i + " instead of " + expected);
                }
                expected += 2;
              }
              seen.add(expected);
            });
    group.activate(Pipeline.of(Parts.source(many), doubler, sink));
    assertThat(seen.poll(30, SECONDS)).isEqualTo(20_000);
    group.ended().toCompletableFuture().get(10, SECONDS);
  }

  @Test
  void aBodyThatBlocksHoldsUpNobody() throws Exception {
    var latch = new CountDownLatch(1);
    group.activate(
        new Named() {
          @Override
          protected void run() throws Exception {
            latch.await();
          }
        });
    var other = axon.activate(Component.of("other", (in, out) -> {}));
    other.ended().toCompletableFuture().get(10, SECONDS);
    latch.countDown();
    group.ended().toCompletableFuture().get(10, SECONDS);
  }

  @Test
  @Tag("H3")
  void itEndsWhenTheThreadEndsAlsoWithItsInboxFull() throws Exception {
    var source =
        Component.<Object, String>of(
            "source",
            (in, out) -> {
              while (true) {
                out.send("more");
              }
            });
    var brief =
        new Named() {
          @Override
          protected void run() {
            seen.add(inbox.receive());
          }
        };
    source.outbox().linkTo(brief.inbox());
    group.activate(brief);
    group.activate(source);
    group.ended().toCompletableFuture().get(10, SECONDS);
    assertThat(brief.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void itsFailureIsItsGroups() throws Exception {
    var partner = Parts.<String>sleeper();
    group.activate(partner);
    group.activate(
        new Named() {
          @Override
          protected void run() throws Exception {
            throw new java.io.IOException("the library broke");
          }
        });
    assertThatThrownBy(() -> group.ended().toCompletableFuture().get(10, SECONDS))
        .hasRootCauseMessage("the library broke");
    assertThat(partner.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void stoppingInterruptsABodyThatBlocks() throws Exception {
    var started = new CountDownLatch(1);
    group.activate(
        new Named() {
          @Override
          protected void run() throws Exception {
            try {
              started.countDown();
              new CountDownLatch(1).await();
            } finally {
              seen.add("released");
            }
          }
        });
    started.await();
    group.stop("test");
    assertThat(seen.poll(10, SECONDS)).isEqualTo("released");
  }

  @Test
  void aDestinationThatEndsEndsTheBody() throws Exception {
    var spout =
        new ThreadedComponent<Object, Integer>() {
          @Override
          protected void run() {
            for (int i = 0; ; i++) {
              outbox.send(i);
            }
          }
        };
    var head = Component.<Integer, Object>of("head", (in, out) -> seen.add(in.receive()));
    group.activate(Pipeline.of(spout, head));
    group.ended().toCompletableFuture().get(10, SECONDS);
    assertThat(List.copyOf(seen)).isEqualTo(List.of((Object) 0));
  }

  @Test
  void aSteppedSystemRefusesIt() {
    var stepped = new SteppedAxon(1);
    assertThatThrownBy(() -> stepped.group("g").activate(new Idle()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("g/Idle has a thread of its own");
  }

  @Test
  @Tag("H1")
  void itHasTheSameBoxesAsAnyOtherAndNeedsNoArguments() {
    var threaded = new Idle();
    assertThat(threaded.boxes())
        .extracting(Box::name)
        .containsExactly("inbox", "control", "outbox", "signal");
    assertThat(threaded.control().isEmpty()).isTrue();
    assertThat(threaded.inbox().isEmpty()).isTrue();
  }

  @Test
  @Tag("H5")
  void linksMadeAtOnceByManyThreadsAreMadeOneAfterAnother() throws Exception {
    var source = group.activate(Parts.<String>sleeper());
    List<Component<String, Object>> sinks =
        IntStream.range(0, 4).mapToObj(i -> group.add(Parts.<String>sleeper())).toList();
    for (int round = 0; round < 200; round++) {
      List<CompletableFuture<Linkage>> links =
          sinks.stream()
              .map(
                  sink ->
                      CompletableFuture.supplyAsync(
                              () -> Linkage.link(source, "outbox", sink, "inbox"))
                          .exceptionally(refused -> null))
              .toList();
      List<Linkage> made =
          links.stream()
              .map(link -> link.orTimeout(30, SECONDS).join())
              .filter(Objects::nonNull)
              .toList();
      assertThat(made).hasSize(1);
      made.getFirst().unlink();
    }
  }

  @Test
  @Tag("H6")
  @Tag("H8")
  @Tag("H9")
  void outwardsTheDestinationsLimitAndTheQueueFitAndThenTheThreadIsRefused() throws Exception {
    var taker = new Taker();
    taker.inbox().limit(5);
    var spout =
        new ThreadedComponent<Object, Integer>() {
          @Override
          protected void run() {
            seen.add(sendUntilRefused(outbox, 5 + Inbox.DEFAULT_LIMIT));
            inbox.receive();
            seen.add(sendUntilRefused(outbox, 3));
          }
        };
    spout.outbox().linkTo(taker.inbox());
    group.activate(taker);
    group.activate(spout);
    assertThat(seen.poll(30, SECONDS)).isEqualTo(5 + Inbox.DEFAULT_LIMIT);
    group.loop().call(() -> taker.takes(3));
    group.loop().run(() -> spout.inbox().put("go on"));
    assertThat(seen.poll(30, SECONDS)).isEqualTo(3);
  }

  @Test
  @Tag("H7")
  @Tag("H9")
  void inwardsTheInboxsLimitAndTheQueueFitAndThenTheSenderIsRefused() throws Exception {
    var release = new CountDownLatch(1);
    var slow =
        new ThreadedComponent<Integer, Object>() {
          @Override
          protected void run() throws Exception {
            release.await();
            for (int i = 0; i < 3; i++) {
              inbox.receive();
            }
            clock().sleep(Duration.ofDays(1));
          }
        };
    slow.inbox().limit(5);
    var source =
        Component.<Object, Integer>of(
            "source",
            (in, out) -> {
              seen.add(sendUntilRefused(out, 5 + Inbox.DEFAULT_LIMIT));
              release.countDown();
              seen.add(sendUntilRefused(out, 3));
            });
    source.outbox().linkTo(slow.inbox());
    group.activate(slow);
    group.activate(source);
    assertThat(seen.poll(30, SECONDS)).isEqualTo(5 + Inbox.DEFAULT_LIMIT);
    assertThat(seen.poll(30, SECONDS)).isEqualTo(3);
  }

  @Test
  @Tag("H11")
  void boxesAddedWhileTheThreadRunsWorkBothWaysAndGoAgain() throws Exception {
    var threaded =
        new ThreadedComponent<Object, Object>() {
          @Override
          protected void run() {
            for (int round = 0; round < 20; round++) {
              Inbox<Integer> in = addInbox("client", Integer.class);
              Outbox<Integer> out = addOutbox("client", Integer.class);
              attach(in, out);
              seen.add(List.of(in.name(), out.name()));
              for (int i : in) {
                out.send(-i);
              }
              seen.add(resource(in, Outbox.class).orElseThrow() == out);
              removeBox(in);
              removeBox(out);
            }
          }
        };
    group.activate(threaded);
    for (int round = 0; round < 20; round++) {
      List<?> names = (List<?>) seen.poll(30, SECONDS);
      var got = new CompletableFuture<List<Integer>>();
      Integer[] many = IntStream.range(0, 500).boxed().toArray(Integer[]::new);
      var source = group.add(Parts.source(many));
      var sink = group.add(gatherer(got));
      Linkage.link(threaded, (String) names.get(1), sink, "inbox");
      Linkage.link(source, "outbox", threaded, (String) names.get(0));
      group.activate(sink);
      group.activate(source);
      assertThat(seen.poll(30, SECONDS)).isEqualTo(true);
      assertThat(got.get(30, SECONDS))
          .containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(i -> -i).toList());
    }
    group.ended().toCompletableFuture().get(30, SECONDS);
  }

  @Test
  @Tag("H11")
  void boxesAddedBeforeTheStartAreLinkedAsFields() throws Exception {
    var threaded = new TwoWays();
    var source = Parts.source("a", "b");
    source.outbox().linkTo(threaded.extra);
    var sink = Component.<String, Object>of("sink", (in, out) -> in.forEach(seen::add));
    threaded.more.linkTo(sink.inbox());
    group.activate(threaded);
    group.activate(sink);
    group.activate(source);
    assertThat(seen.poll(30, SECONDS)).isEqualTo("a!");
    assertThat(seen.poll(30, SECONDS)).isEqualTo("b!");
    group.ended().toCompletableFuture().get(30, SECONDS);
  }

  @Test
  @Tag("H1")
  void itsBodySeesControlAndSpeaksAtSignal() throws Exception {
    var threaded =
        new ThreadedComponent<Object, Object>() {
          @Override
          protected void run() {
            Signal heard = control().receive();
            signal().send(heard);
          }
        };
    var watcher = Component.<Signal, Object>of("watcher", (in, out) -> in.forEach(seen::add));
    threaded.signal().linkTo(watcher.inbox());
    group.activate(watcher);
    group.activate(threaded);
    var shutdown = new Signal.Shutdown(Duration.ofSeconds(30), "test");
    group.loop().run(() -> threaded.hear(shutdown));
    assertThat(seen.poll(30, SECONDS)).isEqualTo(shutdown);
    assertThat(seen.poll(30, SECONDS)).isEqualTo(new Signal.ProducerFinished(threaded.name()));
    group.ended().toCompletableFuture().get(30, SECONDS);
  }

  private static Component<Integer, Object> gatherer(CompletableFuture<List<Integer>> got) {
    return Component.of(
        "gatherer",
        (in, out) -> {
          List<Integer> all = new ArrayList<>();
          in.forEach(all::add);
          got.complete(all);
        });
  }

  /** Sends until so many have gone through, letting others run, and then until one is refused. */
  private static int sendUntilRefused(Outbox<Integer> out, int expected) {
    long end = System.nanoTime() + SECONDS.toNanos(30);
    int sent = 0;
    while (sent < expected && System.nanoTime() < end) {
      if (out.trySend(sent)) {
        sent++;
      } else {
        out.owner().clock().sleep(Duration.ofNanos(100_000));
      }
    }
    while (out.trySend(sent)) {
      sent++;
    }
    return sent;
  }

  private abstract static class Named extends ThreadedComponent<String, String> {
    @Override
    protected String kind() {
      return "Named";
    }
  }

  private static final class Idle extends ThreadedComponent<String, String> {
    @Override
    protected void run() {}
  }

  /** Takes only when the test does. */
  private static final class Taker extends Device<Integer, Object> {
    @Override
    protected void turn() {}

    boolean takes(int count) {
      for (int i = 0; i < count; i++) {
        inbox.poll();
      }
      return true;
    }
  }

  /** With an inbox and an outbox of its own. */
  private static final class TwoWays extends ThreadedComponent<String, String> {
    private final Inbox<String> extra = addInbox("extra", String.class);
    private final Outbox<String> more = addOutbox("more", String.class);

    @Override
    protected void run() {
      for (String word : extra) {
        more.send(word + "!");
      }
    }
  }
}
