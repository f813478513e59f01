package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InboxTest {
  private final SteppedAxon axon = new SteppedAxon(1);
  private final Group group = axon.group("test");

  @Test
  @Tag("C4")
  @Tag("C5")
  void messagesArriveInTheOrderInWhichTheyWereSent() {
    List<Integer> seen = new ArrayList<>();
    Integer[] thousand = IntStream.range(0, 1000).boxed().toArray(Integer[]::new);
    var source = Parts.source(thousand);
    var sink = Parts.sink(seen);
    source.outbox().linkTo(sink.inbox());
    group.activate(source);
    group.activate(sink);
    axon.runUntilIdle();
    assertThat(seen).containsExactly(thousand);
  }

  @Test
  @Tag("P5")
  void aFullInboxMakesTheSenderWaitAndTakingOneLetsOneMoreThrough() {
    List<Integer> sent = new ArrayList<>();
    var source =
        Component.<Object, Integer>of(
            "source",
            (in, out) -> {
              for (int i = 0; i < 100; i++) {
                out.send(i);
                sent.add(i);
              }
            });
    var taker = new Taker(3);
    taker.inbox().limit(10);
    source.outbox().linkTo(taker.inbox());
    group.activate(source);
    axon.runUntilIdle();
    assertThat(sent).hasSize(10);
    group.activate(taker);
    axon.runUntilIdle();
    assertThat(taker.seen).containsExactly(0, 1, 2);
    assertThat(sent).hasSize(13);
  }

  @Test
  @Tag("P5")
  void trySendIsRefusedExactlyWhenTheInboxIsFull() {
    List<Boolean> sent = new ArrayList<>();
    var source =
        Component.<Object, Integer>of(
            "source",
            (in, out) -> {
              for (int i = 0; i < 6; i++) {
                sent.add(out.trySend(i));
              }
            });
    var taker = new Taker(0);
    taker.inbox().limit(5);
    source.outbox().linkTo(taker.inbox());
    group.activate(source);
    axon.runUntilIdle();
    assertThat(sent).containsExactly(true, true, true, true, true, false);
  }

  @Test
  @Tag("P7")
  void anUnlimitedInboxTakesEverything() {
    var source = Parts.source(IntStream.range(0, 9999).boxed().toArray(Integer[]::new));
    var taker = new Taker(0);
    taker.inbox().limit(Inbox.UNLIMITED);
    source.outbox().linkTo(taker.inbox());
    group.activate(source);
    axon.runUntilIdle();
    assertThat(source.state()).isEqualTo(Component.State.ENDED);
    assertThat(taker.inbox().info().depth()).isEqualTo(9999);
  }

  @Test
  @Tag("P7")
  void aLimitLiftedLaterLetsWaitingSendersGoOn() {
    var source = Parts.source(1, 2, 3, 4);
    var taker = new Taker(0);
    taker.inbox().limit(2);
    source.outbox().linkTo(taker.inbox());
    group.activate(source);
    axon.runUntilIdle();
    assertThat(source.state()).isEqualTo(Component.State.ACTIVE);
    taker.inbox().limit(4);
    axon.runUntilIdle();
    assertThat(source.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  @Tag("P8")
  void allSendersToOneInboxMeetTheSameLimit() {
    List<String> sent = new ArrayList<>();
    var taker = new Taker(0);
    taker.inbox().limit(4);
    for (int i = 0; i < 3; i++) {
      String name = "source" + i;
      var source =
          Component.<Object, Integer>of(
              name,
              (in, out) -> {
                for (int n = 0; n < 4; n++) {
                  out.send(n);
                  sent.add(name);
                }
              });
      source.outbox().linkTo(taker.inbox());
      group.activate(source);
    }
    axon.runUntilIdle();
    assertThat(sent).hasSize(4);
  }

  @Test
  void everyBlockedSenderGetsThroughInTheEnd() {
    List<Integer> seen = new ArrayList<>();
    var sink = Parts.sink(seen);
    sink.inbox().limit(1);
    for (int i = 0; i < 50; i++) {
      var source = Parts.source(i, i + 1000);
      source.outbox().linkTo(sink.inbox());
      group.activate(source);
    }
    group.activate(sink);
    axon.runUntilIdle();
    assertThat(seen).hasSize(100).doesNotHaveDuplicates();
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void anInboxThatHoldsMoreThanItsLimitLosesNobodysMessage() {
    List<Integer> seen = new ArrayList<>();
    var taker =
        Component.<Integer, Object>of(
            "taker",
            (in, out) -> {
              for (int i : in) {
                seen.add(i);
                axon.clock().sleep(Duration.ofSeconds(1));
              }
            });
    taker.inbox().limit(4);
    var source = Parts.source(1, 2, 3, 4, 5, 6, 7);
    source.outbox().linkTo(taker.inbox());
    group.activate(source);
    axon.runUntilIdle();
    taker.inbox().limit(2);
    group.activate(taker);
    axon.runToEnd();
    assertThat(seen).containsExactly(1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void aPlaceThatAStoppedSenderDoesNotTakeGoesToTheNext() {
    List<Integer> seen = new ArrayList<>();
    Group other = axon.group("other");
    var first = Parts.source(1, 2);
    var second = Parts.source(3);
    var taker = new Taker(1);
    taker.inbox().limit(1);
    first.outbox().linkTo(taker.inbox());
    second.outbox().linkTo(taker.inbox());
    other.activate(first);
    axon.runUntilIdle();
    group.activate(second);
    axon.runUntilIdle();
    group.activate(taker);
    other.stop("test");
    axon.runUntilIdle();
    assertThat(second.state()).isEqualTo(Component.State.ENDED);
    assertThat(seen).isEmpty();
  }

  @Test
  @Tag("C3")
  @Tag("C4")
  void pollTakesWhatIsThereAndNeverWaits() {
    List<Object> seen = new ArrayList<>();
    var poller =
        Component.<Integer, Object>of(
            "poller",
            (in, out) -> {
              seen.add(in.isEmpty());
              seen.add(in.poll());
              seen.add(in.receive());
              seen.add(in.isEmpty());
              seen.add(in.poll());
              seen.add(in.isEmpty());
              seen.add(in.poll());
            });
    var source = Parts.source(1, 2);
    source.outbox().linkTo(poller.inbox());
    group.activate(poller);
    axon.runUntilIdle();
    group.activate(source);
    axon.runUntilIdle();
    assertThat(seen)
        .containsExactly(true, Optional.empty(), 1, false, Optional.of(2), true, Optional.empty());
  }

  @Test
  void receiveWithATimeoutGivesUpWhenTheTimeIsOver() {
    List<Object> seen = new ArrayList<>();
    var receiver =
        new Component<Integer, Object>() {
          @Override
          protected void run() {
            seen.add(inbox.receive(Duration.ofSeconds(5)));
            seen.add(clock().nanoTime());
            seen.add(inbox.receive(Duration.ofSeconds(5)));
            seen.add(clock().nanoTime());
          }
        };
    var source =
        new Component<Object, Integer>() {
          @Override
          protected void run() {
            clock().sleep(Duration.ofSeconds(7));
            outbox.send(42);
          }
        };
    source.outbox().linkTo(receiver.inbox());
    group.activate(receiver);
    group.activate(source);
    axon.runToEnd();
    assertThat(seen)
        .containsExactly(Optional.empty(), 5_000_000_000L, Optional.of(42), 7_000_000_000L);
  }

  @Test
  void receiveWithATimeoutMeetsTheEndOfTheStream() {
    List<String> seen = new ArrayList<>();
    var receiver =
        Component.<Integer, Object>of(
            "receiver",
            (in, out) -> {
              try {
                in.receive(Duration.ofSeconds(5));
              } catch (EndOfStream e) {
                seen.add(e.getMessage());
              }
            });
    var source = Parts.<Integer>source();
    source.outbox().linkTo(receiver.inbox());
    group.activate(receiver);
    group.activate(source);
    axon.runUntilIdle();
    assertThat(seen).containsExactly("end of stream at test/receiver.inbox");
  }

  @Test
  void aLimitBelowOneIsRefused() {
    assertThatThrownBy(() -> new Taker(0).inbox().limit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 0: Taker.inbox");
  }

  @Test
  void onlyTheOwnerMayWaitAtABox() {
    List<Throwable> seen = new ArrayList<>();
    var owner = Parts.<Integer>sleeper();
    var thief =
        Component.of(
            "thief",
            (in, out) -> {
              try {
                owner.inbox().receive();
              } catch (IllegalStateException e) {
                seen.add(e);
              }
            });
    group.activate(owner);
    group.activate(thief);
    axon.runUntilIdle();
    assertThat(seen).singleElement().asString().contains("test/thief must not wait");
    assertThatThrownBy(() -> owner.inbox().receive()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRingThatGrowsWhileItIsWrappedKeepsTheOrder() {
    List<Integer> seen = new ArrayList<>();
    var source = Parts.source(IntStream.range(0, 200).boxed().toArray(Integer[]::new));
    var slow =
        new Component<Integer, Object>() {
          @Override
          protected void run() {
            for (int n : inbox) {
              seen.add(n);
              clock().sleep(Duration.ofMillis(1));
            }
          }
        };
    source.outbox().linkTo(slow.inbox());
    group.activate(slow);
    group.activate(source);
    axon.runToEnd();
    assertThat(seen).containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList());
  }

  /** Takes so many messages, then rests. */
  private static final class Taker extends Component<Integer, Object> {
    private final int count;
    private final List<Integer> seen = new ArrayList<>();

    Taker(int count) {
      this.count = count;
    }

    @Override
    protected void run() {
      for (int i = 0; i < count; i++) {
        seen.add(inbox.receive());
      }
      control().receive();
    }
  }
}
