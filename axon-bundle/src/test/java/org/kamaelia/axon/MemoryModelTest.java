package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/memory-model.md claims and no other test shows. */
@Timeout(60)
class MemoryModelTest {
  private final Axon axon = Axon.builder().loops(2).start();
  private final Loop near = axon.loops().get(0);
  private final Group here = near.group("here");
  private final Group there = axon.loops().get(1).group("there");

  @AfterEach
  void close() {
    axon.close();
  }

  @Test
  void componentsOfALoopShareDataWithoutALockAndWhoAwaitsTheirEndSeesAll() throws Exception {
    int[] shared = {0, 0};
    var other = near.group("other");
    List<Component<?, ?>> members = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      members.add(
          (i % 2 == 0 ? here : other)
              .add(
                  new Component<String, String>() {
                    @Override
                    protected void run() {
                      for (int round = 0; round < 1000; round++) {
                        shared[0]++;
                        shared[1] = shared[0];
                        clock().sleep(Duration.ZERO);
                      }
                    }
                  }));
    }
    members.forEach(member -> member.group.activate(member));
    end(here);
    end(other);
    assertThat(shared).containsExactly(50_000, 50_000);
  }

  @Test
  void theReceiverOnAnotherLoopSeesWhatWasWrittenBeforeTheSendAlsoBesideTheMessage()
      throws Exception {
    int[] beside = new int[100_000];
    var source =
        Component.<Object, int[]>of(
            "source",
            (in, out) -> {
              for (int i = 0; i < beside.length; i++) {
                beside[i] = i;
                out.send(new int[] {i});
              }
            });
    List<Integer> wrong = new ArrayList<>();
    var sink =
        Component.<int[], Object>of(
            "sink",
            (in, out) -> {
              int expected = 0;
              for (int[] message : in) {
                if (message[0] != expected || beside[expected] != expected) {
                  wrong.add(expected);
                }
                expected++;
              }
            });
    link(source, sink);
    start(source, sink);
    end(there);
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatWasSentBeforeAnUnlinkArrivesAndNothingThatIsSentAfterItHasReturned() throws Exception {
    var over = new AtomicBoolean();
    int[] sent = {0};
    var source =
        Component.<Object, Integer>of(
            "source",
            (in, out) -> {
              for (; !over.get(); sent[0]++) {
                out.send(sent[0]);
              }
            });
    List<Integer> got = new ArrayList<>();
    var sink = Component.<Integer, Object>of("sink", (in, out) -> in.forEach(got::add));
    Linkage linkage = link(source, sink);
    // So that the sink does not end when the source does.
    var keeper = there.activate(Parts.<Integer>relay("keeper"));
    keeper.outbox().linkTo(sink.inbox());
    start(source, sink);
    while (there.loop().call(got::size) < 1000) {
      Thread.onSpinWait();
    }
    linkage.unlink();
    int when = near.<Integer>call(() -> sent[0]);
    over.set(true);
    end(here);
    there.shutdown(Duration.ofSeconds(30), "test");
    end(there);
    int arrived = sent[0] - (int) source.outbox().discarded();
    assertThat(arrived).isLessThanOrEqualTo(when + 1);
    assertThat(got).containsExactlyElementsOf(IntStream.range(0, arrived).boxed().toList());
  }

  @Test
  void whoWaitsForRoomOnAnotherLoopGoesOnWhenTheLinkageIsCut() throws Exception {
    BlockingQueue<Integer> discarded = new LinkedBlockingQueue<>();
    var source =
        Component.<Object, Integer>of(
            "source",
            (in, out) -> {
              for (int i = 0; i < 100; i++) {
                out.send(i);
              }
              discarded.add((int) out.discarded());
            });
    var sleeper = Parts.<Integer>sleeper();
    sleeper.inbox().limit(5);
    Linkage linkage = link(source, sleeper);
    start(source, sleeper);
    while (sleeper.inbox().transit().room() > 0) {
      Thread.onSpinWait();
    }
    linkage.unlink();
    assertThat(discarded.poll(30, SECONDS)).isEqualTo(95);
  }

  @Test
  void workHandedToALoopRunsInOrderAndBetweenTurns() throws Exception {
    int[] shared = {0};
    List<Integer> order = new ArrayList<>();
    here.activate(
        new Component<String, String>() {
          @Override
          protected void run() {
            for (int round = 0; round < 1000; round++) {
              shared[0]++;
              clock().sleep(Duration.ZERO);
            }
          }
        });
    for (int i = 0; i < 1000; i++) {
      int number = i;
      near.execute(
          () -> {
            order.add(number);
            shared[0]++;
          });
    }
    end(here);
    assertThat(near.<Integer>call(() -> shared[0])).isEqualTo(2000);
    assertThat(order).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
  }

  private <T> Linkage link(Component<?, T> source, Component<T, ?> sink) {
    here.add(source);
    there.add(sink);
    return source.outbox().linkTo(sink.inbox());
  }

  private void start(Component<?, ?> source, Component<?, ?> sink) {
    there.activate(sink);
    here.activate(source);
  }

  private static void end(Group group) throws Exception {
    group.ended().toCompletableFuture().get(30, SECONDS);
  }
}
