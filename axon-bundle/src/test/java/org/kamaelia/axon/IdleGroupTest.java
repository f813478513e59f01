package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a device learns of whether its group has anything to do, and of the end of its time. */
@Timeout(60)
class IdleGroupTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SteppedAxon axon = new SteppedAxon(1);
  private final Group group = axon.group("test");

  /** Gives one message, and then looks in each of its turns. */
  private static final class Giver extends Device<String, String> {
    final List<Boolean> looks = new ArrayList<>();
    final CompletableFuture<Void> idle = new CompletableFuture<>();
    @Nullable String message = "message";
    boolean stays;
    boolean late;

    @Override
    protected void turn() {
      if (message != null) {
        outbox.send(message);
        message = null;
      }
      while (inbox.poll().isPresent()) {
        // all of it
      }
      boolean now = isGroupIdle();
      looks.add(now);
      if (now) {
        idle.complete(null);
      }
    }

    @Override
    protected void overdue() {
      late = true;
      if (!stays) {
        super.overdue();
      }
    }

    void leave() {
      end();
    }
  }

  private Giver give(Component<String, String> taker) {
    var giver = new Giver();
    group.add(giver);
    giver.outbox().linkTo(taker.inbox());
    taker.outbox().linkTo(giver.inbox());
    group.activate(giver, taker);
    return giver;
  }

  @Test
  void aBodyThatWaitsForMoreIsIdleAndItIsToldWithoutAMessage() {
    Giver giver =
        give(
            new Component<>() {
              @Override
              protected void run() {
                for (var _ : inbox) {
                  clock().sleep(SECOND);
                }
              }
            });
    axon.runUntilIdle();
    assertThat(giver.looks).doesNotContain(true);
    axon.advance(SECOND);
    assertThat(giver.looks).endsWith(true);
    // No turn but those in which something may have changed.
    assertThat(giver.looks).hasSizeLessThan(5);
  }

  @Test
  void aBodyThatWaitsForSomethingElseIsBusy() {
    var answers =
        Component.<String, String>of("answers", (in, out) -> out.send(in.receive() + "!"));
    var asks =
        new Component<String, String>() {
          final Inbox<String> answer = addInbox("answer", String.class);

          @Override
          protected void run() {
            for (var _ : inbox) {
              outbox.send(answer.receive());
            }
          }
        };
    answers.outbox().linkTo(asks.answer);
    axon.group("elsewhere").activate(answers);
    Giver giver = give(asks);
    axon.advance(SECOND);
    assertThat(giver.looks).doesNotContain(true);
    var asked =
        new Component<String, String>() {
          @Override
          protected void run() {
            outbox.send("question");
          }
        };
    asked.outbox().linkTo(answers.inbox());
    axon.group("question").activate(asked);
    axon.runUntilIdle();
    assertThat(giver.looks).endsWith(true);
  }

  @Test
  void aChildThatSleepsIsBusyAndOneThatHasEndedIsNot() {
    Giver giver =
        give(
            new Component<>() {
              @Override
              protected void run() {
                activate(Component.of("child", (in, out) -> in.receive()));
                for (var _ : inbox) {
                  activate(
                      new Component<Object, Object>() {
                        @Override
                        protected void run() {
                          clock().sleep(SECOND);
                        }
                      });
                }
              }
            });
    axon.runUntilIdle();
    assertThat(giver.looks).doesNotContain(true);
    axon.advance(SECOND);
    assertThat(giver.looks).endsWith(true);
  }

  @Test
  void aPipelineAndATransformerAreIdleWhenNothingIsOnItsWay() {
    Giver giver =
        give(
            Pipeline.of(
                Transformer.<String, String>of("first", it -> it),
                new Component<String, String>() {
                  @Override
                  protected void run() {
                    for (var message : inbox) {
                      clock().sleep(SECOND);
                      outbox.send(message);
                    }
                  }
                },
                Component.<String, String>of("last", (in, out) -> in.forEach(out::send))));
    axon.runUntilIdle();
    assertThat(giver.looks).doesNotContain(true);
    axon.advance(SECOND);
    assertThat(giver.looks).endsWith(true);
  }

  @Test
  void whoNeverTakesIsNeverIdle() {
    Giver giver =
        give(
            new Component<>() {
              @Override
              protected void run() {
                while (true) {
                  clock().sleep(SECOND);
                  outbox.send("tick");
                }
              }
            });
    axon.advance(Duration.ofSeconds(10));
    assertThat(giver.looks).hasSizeGreaterThan(5).doesNotContain(true);
  }

  @Test
  void aBodyOnAThreadOfItsOwnIsIdleWhenItWaits() throws Exception {
    var go = new CountDownLatch(1);
    var busy = new CountDownLatch(1);
    try (var threads = Axon.builder().loops(1).start()) {
      var giver = new Giver();
      Group real = threads.group("test");
      var taker =
          new ThreadedComponent<String, String>() {
            @Override
            protected void run() throws InterruptedException {
              for (var _ : inbox) {
                busy.countDown();
                go.await();
              }
            }
          };
      real.add(giver);
      real.add(taker);
      giver.outbox().linkTo(taker.inbox());
      taker.outbox().linkTo(giver.inbox());
      real.activate(giver, taker);
      busy.await();
      assertThat(giver.idle).isNotDone();
      go.countDown();
      giver.idle.get(30, SECONDS);
    }
  }

  @Test
  void whenTheTimeIsUpADeviceMayStayForWhatTheOthersLeave() {
    Giver giver =
        give(Component.of("stubborn", (in, out) -> in.owner().control().forEach(it -> {})));
    giver.stays = true;
    axon.runUntilIdle();
    group.shutdown(SECOND, "test");
    axon.advance(Duration.ofMillis(999));
    assertThat(giver.late).isFalse();
    axon.advance(Duration.ofMillis(1));
    assertThat(giver.late).isTrue();
    assertThat(giver.state()).isEqualTo(Component.State.ACTIVE);
    assertThat(axon.topology().components()).hasSize(1);
    giver.leave();
    assertThat(group.ended().toCompletableFuture()).isDone();
  }

  @Test
  void whenTheTimeIsUpADeviceEndsUnlessItSaysOtherwise() {
    Giver giver =
        give(Component.of("stubborn", (in, out) -> in.owner().control().forEach(it -> {})));
    axon.runUntilIdle();
    group.shutdown(SECOND, "test");
    axon.advance(SECOND);
    assertThat(giver.state()).isEqualTo(Component.State.ENDED);
    assertThat(group.ended().toCompletableFuture()).isDone();
  }
}
