package org.kamaelia.axon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.Chooser.Move;

/**
 * Each chassis under the simplest schedules and some drawn at random: it keeps every message and
 * their order, ends when it should, and leaves nobody behind.
 */
class ChassisSchedulesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int SIMPLEST = 300;
  private static final int DRAWN = 100;

  private static void explore(int loops, Schedules.Trial trial) {
    Schedules.Trial leavesNobody =
        axon -> {
          trial.run(axon);
          assertThat(axon.topology().components()).isEmpty();
          assertThat(axon.topology().groups()).isEmpty();
        };
    Schedules.exhaustive(SIMPLEST).loops(loops).run(leavesNobody);
    Schedules.random(new Random().nextLong(), DRAWN).loops(loops).run(leavesNobody);
  }

  /** Runs a chassis between a source and a sink, both on another loop if there are two. */
  private static <I, O> List<O> run(SteppedAxon axon, Component<I, O> chassis, List<I> messages) {
    Group here = axon.loops().getFirst().group("here");
    Group there = axon.loops().getLast().group("there");
    List<O> seen = new ArrayList<>();
    var source = here.add(new DataSource<>(messages));
    var sink = here.add(Parts.sink(seen));
    if (chassis.group == null) {
      there.add(chassis);
    }
    sink.inbox().limit(1);
    source.outbox().linkTo(chassis.inbox());
    source.signal().linkTo(chassis.control());
    chassis.outbox().linkTo(sink.inbox());
    chassis.signal().linkTo(sink.control());
    here.activate(sink);
    Objects.requireNonNull(chassis.group).activate(chassis);
    here.activate(source);
    axon.runToEnd();
    return seen;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aSplitterGivesAllOfThemAllMessages(int loops) {
    explore(
        loops,
        axon -> {
          List<Integer> side = new ArrayList<>();
          var splitter = new Splitter<Integer>("splitter");
          axon.loops().getLast().group("splitter").add(splitter);
          var sink = axon.loops().getFirst().group("side").activate(Parts.sink(side));
          sink.inbox().limit(1);
          splitter.subscribe(sink.inbox(), Backplane.WhenFull.WAIT);
          assertThat(run(axon, splitter, List.of(1, 2, 3))).containsExactly(1, 2, 3);
          assertThat(side).containsExactly(1, 2, 3);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aBranchKeepsTheOrderOnBothWays(int loops) {
    explore(
        loops,
        axon -> {
          var side = Parts.<Integer>relay("side");
          side.inbox().limit(1);
          List<Integer> seen = run(axon, TPipe.route(i -> i % 2 == 0, side), List.of(1, 2, 3, 4));
          assertThat(seen).hasSize(4).containsSubsequence(1, 3).containsSubsequence(2, 4);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aBranchThatGetsCopiesAddsThem(int loops) {
    explore(
        loops,
        axon -> {
          var negative = Transformer.<Integer, Integer>of("negative", i -> -i);
          List<Integer> seen = run(axon, TPipe.copy(i -> i > 1, negative), List.of(1, 2, 3));
          assertThat(seen).hasSize(5).containsSubsequence(1, 2, 3).containsSubsequence(-2, -3);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aChooserAnswersEachMoveInOrder(int loops) {
    explore(
        loops,
        axon ->
            assertThat(
                    run(
                        axon,
                        new Chooser<>(List.of("a", "b", "c")),
                        List.of(Move.NEXT, Move.PREV, Move.PREV, Move.LAST, Move.SAME)))
                .containsExactly("a", "b", "a", "c", "c"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aGraphThatDividesAndJoinsKeepsTheOrderOnEachWay(int loops) {
    explore(
        loops,
        axon -> {
          var left = Parts.<Integer>relay("left");
          var right = Parts.<Integer>relay("right");
          left.inbox().limit(1);
          right.inbox().limit(1);
          var graph =
              Graphline.<Integer, Integer>parse(
                  """
                  self -> sieve -> left -> self
                  sieve.odd -> right -> self
                  """,
                  Map.of("sieve", new Sieve(), "left", left, "right", right));
          assertThat(run(axon, graph, List.of(1, 2, 3, 4)))
              .hasSize(4)
              .containsSubsequence(1, 3)
              .containsSubsequence(2, 4);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aSequenceOfPipelinesPassesOnWhatEachLeaves(int loops) {
    explore(
        loops,
        axon -> {
          var one = Pipeline.of(head("one", 1), Parts.<String>relay("relay"));
          var two = head("two", 2);
          one.inbox().limit(1);
          two.inbox().limit(1);
          var seq = Seq.<String, String>of(one, two, Parts.<String>relay("rest"));
          assertThat(run(axon, seq, List.of("1", "2", "3", "4", "5")))
              .containsExactly("one1", "two2", "two3", "4", "5");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatComesFromSeveralSideBySideIsAllThere(int loops) {
    explore(
        loops,
        axon ->
            assertThat(
                    run(
                        axon,
                        Par.of(Parts.source(1, 2), Parts.source(11, 12)),
                        List.of("dropped", "this too")))
                .hasSize(4)
                .containsSubsequence(1, 2)
                .containsSubsequence(11, 12));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aCarouselInAPipelineDealsWithAllThatItsSourceHasSent(int loops) {
    explore(
        loops,
        axon -> {
          var takers = new Carousel<String, String, String>(name -> head(name, 1)).askingFirst();
          var playlist = Chooser.forward(List.of("a", "b", "c", "d"));
          playlist.outbox().linkTo(takers.next());
          takers.requestNext().linkTo(playlist.inbox());
          axon.loops().getLast().group("playlist").activate(playlist);
          assertThat(run(axon, takers, List.of("1", "2", "3"))).containsExactly("a1", "b2", "c3");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aCarouselMakesAChildForEachRequestOfOneThatHasFinished(int loops) {
    explore(
        loops,
        axon -> {
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          List<String> made = new ArrayList<>();
          var carousel =
              there.add(
                  new Carousel<String, String, String>(
                      name -> {
                        made.add(name);
                        return Parts.relay(name);
                      }));
          var requests = here.add(Parts.source("a", "b", "c"));
          requests.outbox().linkTo(carousel.next());
          requests.signal().linkTo(carousel.control());
          there.activate(carousel);
          here.activate(requests);
          axon.runToEnd();
          assertThat(made).containsExactly("a", "b", "c");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aRateIsKeptInOrderToTheLast(int loops) {
    explore(
        loops,
        axon -> {
          List<Integer> seen = run(axon, new RateLimit<>(2, SECOND), List.of(1, 2, 3, 4, 5));
          assertThat(seen).containsExactly(1, 2, 3, 4, 5);
          assertThat(axon.clock().nanoTime()).isEqualTo(SECOND.multipliedBy(2).toNanos());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void chunksHoldAllBytes(int loops) {
    explore(
        loops,
        axon ->
            assertThat(
                    run(
                        axon,
                        new RateChunker(4, 2, 2),
                        Stream.of("a", "bcd", "ef", "g").map(text -> UTF_8.encode(text)).toList()))
                .extracting(bytes -> UTF_8.decode(bytes).toString())
                .containsExactly("ab", "cd", "ef", "g"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatALossyConnectorDoesNotPassItCounts(int loops) {
    explore(
        loops,
        axon -> {
          var lossy = new LossyConnector<Integer>();
          List<Integer> seen = run(axon, lossy, List.of(1, 2, 3, 4, 5));
          assertThat(seen).isSorted().doesNotHaveDuplicates().hasSize(5 - (int) lossy.dropped());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPipelineThatIsToldToFinishPassesOnWhatItHasTakenAndEndsBeforeTheDeadline(int loops) {
    explore(
        loops,
        axon -> {
          List<Integer> seen = new ArrayList<>();
          Group here = axon.loops().getFirst().group("here");
          Group there = axon.loops().getLast().group("there");
          var pipeline =
              there.add(
                  Pipeline.of(
                      Parts.<Integer>relay("a"), Parts.<Integer>relay("b"), Parts.sink(seen)));
          var source =
              here.add(
                  Component.<Object, Integer>of(
                      "source",
                      (in, out) -> {
                        for (int i = 0; i < 3; i++) {
                          out.send(i);
                        }
                        in.receive(); // and so says nothing of an end
                      }));
          source.outbox().linkTo(pipeline.inbox());
          there.activate(pipeline);
          here.activate(Component.of("boss", (in, out) -> there.shutdown(SECOND, "test")));
          here.activate(source);
          axon.runUntilIdle();
          assertThat(there.ended().toCompletableFuture()).isDone();
          assertThat(seen).isEqualTo(List.of(0, 1, 2).subList(0, seen.size()));
          here.stop("test");
          axon.runToEnd();
        });
  }

  /** Takes so many messages, puts its name in front of them, and ends. */
  private static Component<String, String> head(String name, int count) {
    var head =
        Component.<String, String>of(
            name,
            (in, out) -> {
              for (int i = 0; i < count; i++) {
                out.send(name + in.receive());
              }
            });
    head.inbox().limit(2);
    return head;
  }

  private static final class Sieve extends Component<Integer, Integer> {
    private final Outbox<Integer> odd = addOutbox("odd", Integer.class);

    @Override
    protected void run() {
      for (int number : inbox) {
        (number % 2 == 0 ? outbox : odd).send(number);
      }
    }
  }
}
