package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
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
  void theBodyRunsOnAThreadOfItsOwnNamedAfterIt() throws Exception {
    // H2
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
  void messagesFlowInAndOutWithTheOrdinaryCallsAndTheEndFollows() throws Exception {
    // H4, H10
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
  void itEndsWhenTheThreadEndsAlsoWithItsInboxFull() throws Exception {
    // H3
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
}
