package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Axon itself, under the simplest schedules and some drawn at random. */
class EveryScheduleTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int SIMPLEST = 600;
  private static final int DRAWN = 100;

  private static void explore(int loops, Schedules.Trial trial) {
    Schedules.exhaustive(SIMPLEST).loops(loops).run(trial);
    Schedules.random(new Random().nextLong(), DRAWN).loops(loops).run(trial);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aSourceThatIsLinkedAnewWhileItSendsLosesNothing(int loops) {
    explore(
        loops,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          List<Integer> first = new ArrayList<>();
          List<Integer> second = new ArrayList<>();
          var source = here.add(Parts.source(1, 2, 3, 4));
          var a = there.add(Parts.sink(first));
          var b = there.add(Parts.sink(second));
          a.inbox().limit(1);
          b.inbox().limit(1);
          Linkage link = source.outbox().linkTo(a.inbox());
          here.activate(
              Component.of(
                  "linker",
                  (in, out) -> {
                    link.unlink();
                    source.outbox().linkTo(b.inbox());
                  }));
          here.activate(source);
          there.activate(a);
          there.activate(b);
          axon.runToEnd();
          assertThat(source.state()).isEqualTo(Component.State.ENDED);
          assertThat(b.state()).isEqualTo(Component.State.ENDED);
          assertThat(first).isSorted();
          assertThat(second).isSorted();
          assertThat(Stream.concat(first.stream(), second.stream())).containsExactly(1, 2, 3, 4);
        });
  }

  @Test
  void whoFromAnotherLoopLinksASourceAnewLosesNothing() {
    assumeTrue(VirtualCarrier.open() != null, "else a body that waits for a loop holds up its own");
    explore(
        2,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          List<Integer> seen = new ArrayList<>();
          var source = here.add(Parts.source(1, 2, 3));
          var a = there.add(Parts.sink(seen));
          var b = here.add(Parts.sink(seen));
          a.inbox().limit(1);
          Linkage link = source.outbox().linkTo(a.inbox());
          there.activate(
              Component.of(
                  "linker",
                  (in, out) -> {
                    link.unlink();
                    source.outbox().linkTo(b.inbox());
                  }));
          here.activate(source);
          there.activate(a);
          here.activate(b);
          axon.runToEnd();
          int discarded = (int) source.outbox().discarded();
          assertThat(source.state()).isEqualTo(Component.State.ENDED);
          assertThat(b.state()).isEqualTo(Component.State.ENDED);
          assertThat(seen).doesNotHaveDuplicates().hasSize(3 - discarded);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anInboxIsHandedOnWhileMessagesComeAndNothingIsLostOrOvertaken(int loops) {
    explore(
        loops,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          List<Integer> seen = new ArrayList<>();
          var source = here.add(Parts.source(1, 2, 3, 4));
          var inner = there.add(Parts.sink(seen));
          var outer =
              there.add(
                  new Component<Integer, Object>() {
                    @Override
                    protected void run() {
                      seen.add(inbox.receive());
                      inbox.linkTo(inner.inbox());
                      control().receive();
                    }
                  });
          outer.inbox().limit(1);
          inner.inbox().limit(1);
          source.outbox().linkTo(outer.inbox());
          there.activate(outer);
          there.activate(inner);
          here.activate(source);
          axon.runToEnd();
          assertThat(seen).containsExactly(1, 2, 3, 4);
          assertThat(inner.state()).isEqualTo(Component.State.ENDED);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theEndComesAfterTheLastMessageOfTheLastSource(int loops) {
    explore(
        loops,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          List<String> seen = new ArrayList<>();
          var sink =
              there.add(
                  Component.<String, Object>of(
                      "sink",
                      (in, out) -> {
                        in.forEach(seen::add);
                        seen.add("end");
                      }));
          sink.inbox().limit(1);
          var a = here.add(Parts.source("a1", "a2"));
          var b = there.add(Parts.source("b1", "b2"));
          a.outbox().linkTo(sink.inbox());
          b.outbox().linkTo(sink.inbox());
          there.activate(sink);
          here.activate(a);
          there.activate(b);
          axon.runToEnd();
          assertThat(axon.topology().components()).isEmpty();
          assertThat(seen)
              .hasSize(5)
              .containsSubsequence("a1", "a2", "end")
              .containsSubsequence("b1", "b2", "end");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void theLastWordsOfEachArriveAfterAllElseThatItSaidAlsoWhereThereIsNoRoom(int loops) {
    explore(
        loops,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          List<Signal> heard = new ArrayList<>();
          var ear = there.add(Parts.sink(heard));
          ear.inbox().limit(1);
          List<Signal> expected = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            var one =
                here.add(
                    new Component<Object, Object>() {
                      @Override
                      protected void run() {
                        signal().trySend(new Signal.Shutdown(SECOND, name()));
                      }
                    });
            one.signal().linkTo(ear.inbox());
            expected.add(new Signal.ProducerFinished(one.name()));
          }
          List.copyOf(here.members()).forEach(here::activate);
          there.activate(ear);
          axon.runToEnd();
          assertThat(heard).containsAll(expected);
          for (Signal signal : expected) {
            String name = ((Signal.ProducerFinished) signal).component();
            var shutdown = new Signal.Shutdown(SECOND, name);
            assertThat(heard.lastIndexOf(shutdown)).isLessThan(heard.indexOf(signal));
          }
          assertThat(axon.topology().components()).isEmpty();
        });
  }

  @Test
  void whatWasSentIsOnItsWayBeforeTheLastWords() {
    Schedules.exhaustive(1)
        .loops(2)
        .run(
            axon -> {
              Group here = axon.loops().getFirst().group("here");
              Group there = axon.loops().getLast().group("there");
              var source = here.add(Parts.source(1, 2, 3));
              var sink = there.add(Parts.sink(new ArrayList<Integer>()));
              List<Long> passed = new ArrayList<>();
              var witness =
                  here.activate(
                      Transformer.<Signal, Signal>of(
                          "witness",
                          words -> {
                            passed.add(sink.inbox().info().passed());
                            return words;
                          }));
              // Linked on, it is fused: it looks at the moment of sending.
              var ear = here.add(Parts.sink(new ArrayList<Signal>()));
              witness.outbox().linkTo(ear.inbox());
              axon.runUntilIdle();
              source.outbox().linkTo(sink.inbox());
              source.signal().linkTo(witness.inbox());
              here.activate(source);
              axon.runUntilIdle();
              assertThat(passed).containsExactly(3L);
            });
  }

  @Test
  void aSourceThatIsLinkedFromAnotherLoopCountsFromThatMoment() {
    explore(
        2,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          List<Integer> seen = new ArrayList<>();
          var sink = there.add(Parts.sink(seen));
          var late = here.add(Parts.source(2));
          // Ends after two words, the second of which says that the other is linked.
          var early =
              there.add(
                  Component.<String, Integer>of(
                      "early",
                      (in, out) -> {
                        in.receive();
                        out.send(1);
                        in.receive();
                      }));
          early.outbox().linkTo(sink.inbox());
          var linker =
              here.add(
                  new Component<Object, String>() {
                    @Override
                    protected void run() {
                      outbox.send("begin");
                      clock().sleep(Duration.ZERO);
                      late.outbox().linkTo(sink.inbox());
                      outbox.send("linked");
                      clock().sleep(SECOND);
                    }
                  });
          linker.outbox().linkTo(early.inbox());
          there.activate(sink);
          there.activate(early);
          here.activate(linker);
          axon.runUntilIdle();
          here.activate(late);
          axon.runToEnd();
          assertThat(seen).containsExactly(1, 2);
          assertThat(axon.topology().components()).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aSenderLearnsOfTheEndOfItsDestinationAlsoWhileItWaits(int loops) {
    explore(
        loops,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          List<Integer> seen = new ArrayList<>();
          var source = here.add(Parts.source(1, 2, 3, 4, 5));
          var head =
              there.add(Component.<Integer, Object>of("head", (in, out) -> seen.add(in.receive())));
          head.inbox().limit(2);
          source.outbox().linkTo(head.inbox());
          there.activate(head);
          here.activate(source);
          axon.runToEnd();
          assertThat(axon.topology().components()).isEmpty();
          assertThat(seen).containsExactly(1);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aBoxThatIsRemovedWhileOthersSendThereEndsThem(int loops) {
    explore(
        loops,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          List<Integer> seen = new ArrayList<>();
          Inbox<?>[] added = {null};
          var owner =
              there.add(
                  new Component<Integer, Object>() {
                    private final Inbox<Integer> extra = addInbox("extra", Integer.class);

                    {
                      added[0] = extra.limit(1);
                    }

                    @Override
                    protected void run() {
                      seen.add(extra.receive());
                      removeBox(extra);
                      seen.add(inbox.receive());
                    }
                  });
          var doomed = here.add(Parts.source(1, 2, 3));
          var other = here.add(Parts.source(10));
          doomed.outbox().linkTo(asIntegers(added[0]));
          other.outbox().linkTo(owner.inbox());
          there.activate(owner);
          here.activate(doomed);
          here.activate(other);
          axon.runToEnd();
          assertThat(axon.topology().components()).isEmpty();
          assertThat(seen).containsExactly(1, 10);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTransformerThatStartsLateOrFailsMidwayKeepsTheOrder(int loops) {
    explore(
        loops,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          there.supervise(new Supervision.Ignore());
          List<Integer> seen = new ArrayList<>();
          var source = here.add(Parts.source(1, 2, 3, 4));
          var transformer =
              there.add(
                  Transformer.<Integer, Integer>of(
                      "ten", m -> m == 4 ? failing() : Integer.valueOf(m * 10)));
          var sink = there.add(Parts.sink(seen));
          transformer.inbox().limit(1);
          sink.inbox().limit(1);
          source.outbox().linkTo(transformer.inbox());
          transformer.outbox().linkTo(sink.inbox());
          here.activate(source);
          there.activate(transformer);
          there.activate(sink);
          axon.runToEnd();
          assertThat(axon.topology().components()).isEmpty();
          assertThat(seen).containsExactly(10, 20, 30);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aSubscriberSeesARowWithoutGapsFromWhenItCameToWhenItLeft(int loops) {
    explore(
        loops,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          List<Integer> stays = new ArrayList<>();
          List<Integer> leaves = new ArrayList<>();
          var backplane = here.add(new Backplane<Integer>("news"));
          var source = here.add(Parts.source(1, 2, 3, 4));
          source.outbox().linkTo(backplane.inbox());
          var one = there.add(Parts.sink(stays));
          var two = there.add(Parts.sink(leaves));
          one.inbox().limit(1);
          two.inbox().limit(1);
          backplane.subscribe(one.inbox(), Backplane.WhenFull.WAIT);
          here.activate(
              new Component<Object, Object>() {
                @Override
                protected void run() {
                  var subscription = backplane.subscribe(two.inbox(), Backplane.WhenFull.WAIT);
                  clock().sleep(Duration.ZERO);
                  subscription.cancel();
                }
              });
          here.activate(backplane);
          here.activate(source);
          there.activate(one);
          there.activate(two);
          axon.runToEnd();
          assertThat(stays).containsExactly(1, 2, 3, 4);
          assertThat(Collections.indexOfSubList(stays, leaves)).isNotNegative();
          assertThat(axon.topology().components()).isEmpty();
        });
  }

  @Test
  void theNextOneInSequenceGetsWhatTheOneBeforeLeft() {
    explore(
        1,
        axon -> {
          Group group = axon.group("test");
          List<Integer> seen = new ArrayList<>();
          Component<Integer, Integer> first =
              Component.of("first", (in, out) -> out.send(in.receive()));
          Component<Integer, Integer> second =
              Component.of(
                  "second",
                  (in, out) -> {
                    out.send(in.receive());
                    out.send(in.receive());
                  });
          var seq = Seq.<Integer, Integer>of(first, second, Parts.relay("rest"));
          var source = Parts.source(1, 2, 3, 4, 5);
          var sink = Parts.sink(seen);
          source.outbox().linkTo(seq.inbox());
          seq.outbox().linkTo(sink.inbox());
          for (Component<?, ?> part : List.of(first, second)) {
            part.inbox().limit(1);
          }
          seq.inbox().limit(1);
          group.activate(source);
          group.activate(seq);
          group.activate(sink);
          axon.runToEnd();
          assertThat(seen).containsExactly(1, 2, 3, 4, 5);
          assertThat(axon.topology().components()).isEmpty();
        });
  }

  @Test
  void aCarouselMakesAChildForEachRequestAndLosesNothingInBetween() {
    explore(
        1,
        axon -> {
          Group group = axon.group("test");
          List<String> seen = new ArrayList<>();
          var carousel =
              new Carousel<String, String, String>(
                  name ->
                      Component.of(
                          "child",
                          (in, out) -> {
                            out.send(name);
                            in.forEach(word -> out.send(name + ":" + word));
                          }));
          var requests = Parts.source("a", "b", "c");
          var words = Parts.source("1", "2", "3");
          var sink = Parts.sink(seen);
          var asked = Parts.sink(new ArrayList<>());
          requests.outbox().linkTo(carousel.next());
          carousel.requestNext().linkTo(asked.inbox());
          words.outbox().linkTo(carousel.inbox());
          carousel.outbox().linkTo(sink.inbox());
          carousel.inbox().limit(1);
          sink.inbox().limit(1);
          for (Component<?, ?> part : List.of(sink, asked, carousel, requests, words)) {
            group.activate(part);
          }
          axon.runToEnd();
          assertThat(axon.topology().components()).isEmpty();
          assertThat(seen).containsSubsequence("a", "b", "c");
          assertThat(
                  seen.stream().filter(text -> text.contains(":")).map(text -> text.substring(2)))
              .containsExactly("1", "2", "3");
        });
  }

  @Test
  void aGroupThatIsToldToFinishIsNotMadeAnewWheneverThatComes() {
    explore(
        1,
        axon -> {
          Group service = axon.group("test");
          int[] made = {0};
          List<Integer> madeWhenTold = new ArrayList<>();
          Supervision.Restart policy =
              new Supervision.Restart(
                  () -> {
                    made[0]++;
                    return Component.of("broken", (in, out) -> failing());
                  },
                  5,
                  SECOND.multipliedBy(60),
                  SECOND);
          service.supervise(policy).activate(policy.maker().get());
          axon.group("boss")
              .activate(
                  new Component<Object, Object>() {
                    @Override
                    protected void run() {
                      clock().sleep(SECOND.multipliedBy(3)); // when the group is made anew
                      madeWhenTold.add(made[0]);
                      service.shutdown(SECOND, "enough");
                    }
                  });
          axon.runToEnd();
          assertThat(made[0]).isEqualTo(madeWhenTold.getFirst());
          assertThat(axon.topology().groups()).isEmpty();
          assertThat(service.ended().toCompletableFuture()).isDone();
        });
  }

  @Test
  void aGroupThatEndsByItselfAtItsDeadlineEndsOnce() {
    explore(
        1,
        axon -> {
          Group group = axon.group("test");
          var slow =
              group.activate(
                  new Component<Object, Object>() {
                    @Override
                    protected void run() {
                      inbox.forEach(ignored -> {});
                      clock().sleep(SECOND);
                    }
                  });
          axon.runUntilIdle();
          group.shutdown(SECOND, "test");
          axon.runToEnd();
          assertThat(slow.state()).isEqualTo(Component.State.ENDED);
          assertThat(axon.topology().groups()).isEmpty();
          assertThat(group.ended().toCompletableFuture()).isCompletedWithValue(null);
        });
  }

  @Test
  void aMessageThatComesAtTheInstantOfATimeoutIsNotLost() {
    explore(
        1,
        axon -> {
          Group group = axon.group("test");
          List<Integer> seen = new ArrayList<>();
          var taker =
              group.add(
                  new Component<Integer, Object>() {
                    @Override
                    protected void run() {
                      for (int i = 0; i < 4; i++) {
                        inbox.receive(SECOND).ifPresent(seen::add);
                      }
                    }
                  });
          var giver =
              group.add(
                  new Component<Object, Integer>() {
                    @Override
                    protected void run() {
                      for (int i = 1; i <= 2; i++) {
                        clock().sleep(SECOND);
                        outbox.send(i);
                      }
                    }
                  });
          giver.outbox().linkTo(taker.inbox());
          group.activate(taker);
          group.activate(giver);
          axon.runToEnd();
          assertThat(seen).containsExactly(1, 2);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whoeverStopsTakerOrSenderAtAnyTimeLeavesNobodyBehind(int loops) {
    explore(
        loops,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          List<Integer> seen = new ArrayList<>();
          var source =
              here.add(Parts.source(IntStream.range(0, 5).boxed().toArray(Integer[]::new)));
          var relay = there.add(Parts.<Integer>relay("relay"));
          var sink = here.add(Parts.sink(seen));
          relay.inbox().limit(1);
          sink.inbox().limit(1);
          source.outbox().linkTo(relay.inbox());
          relay.outbox().linkTo(sink.inbox());
          here.activate(source);
          there.activate(relay);
          here.activate(sink);
          axon.loops()
              .getFirst()
              .group("boss")
              .activate(Component.of("boss", (in, out) -> there.stop("test")));
          axon.runToEnd();
          assertThat(axon.topology().components()).isEmpty();
          assertThat(seen).isEqualTo(IntStream.range(0, seen.size()).boxed().toList());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPipelineThatIsToldToFinishAtAnyTimeDeliversWhatWasSent(int loops) {
    explore(
        loops,
        axon -> {
          Group group = axon.loops().getLast().group("test");
          List<Integer> seen = new ArrayList<>();
          List<Integer> sent = new ArrayList<>();
          var source =
              Component.<Object, Integer>of(
                  "source",
                  (in, out) -> {
                    for (int i = 0; i < 3; i++) {
                      out.send(i);
                      sent.add(i);
                    }
                  });
          var relay = Parts.<Integer>relay("relay");
          relay.inbox().limit(1);
          var pipeline = Pipeline.of(source, relay, Parts.sink(seen));
          group.activate(pipeline);
          axon.loops()
              .getFirst()
              .group("boss")
              .activate(Component.of("boss", (in, out) -> group.shutdown(SECOND, "test")));
          axon.runToEnd();
          assertThat(axon.topology().components()).isEmpty();
          assertThat(seen).isEqualTo(sent);
        });
  }

  private static Integer failing() {
    throw new IllegalStateException("meant");
  }

  @SuppressWarnings("unchecked") // it is one
  private static Inbox<Integer> asIntegers(Inbox<?> inbox) {
    return (Inbox<Integer>) inbox;
  }
}
