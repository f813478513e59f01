package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Rows of components and transformers on two loops, drawn at random, under some schedules each. */
class RowsTest {
  @RepeatedTest(100)
  void whatGoesInComesOutInOrder() {
    long seed = new Random().nextLong();
    Schedules.random(seed, 20)
        .loops(2)
        .run(
            axon -> {
              Random random = new Random(seed); // the same row each time
              List<Integer> seen = new ArrayList<>();
              List<Runnable> starts = new ArrayList<>();
              int count = random.nextInt(20);
              var source =
                  Component.<Object, Integer>of(
                      "source",
                      (in, out) -> {
                        for (int i = 0; i < count; i++) {
                          out.send(i);
                        }
                      });
              Component<?, Integer> last = place(axon, source, random, starts);
              for (int i = random.nextInt(5); i > 0; i--) {
                Component<Integer, Integer> next =
                    random.nextInt(3) == 0
                        ? Parts.relay("relay")
                        : Transformer.of("same", message -> message);
                place(axon, next, random, starts);
                last.outbox().linkTo(next.inbox());
                last = next;
              }
              last.outbox().linkTo(place(axon, Parts.sink(seen), random, starts).inbox());
              while (!starts.isEmpty()) {
                starts.remove(random.nextInt(starts.size())).run();
              }
              axon.runToEnd();
              assertThat(seen)
                  .as("seed %s", seed)
                  .isEqualTo(IntStream.range(0, count).boxed().toList());
              assertThat(axon.topology().components()).isEmpty();
            });
  }

  @Test
  void aTransformerRunsOnItsOwnLoopAlsoWhenItsSourceAndItsDestinationAreOnAnother() {
    Schedules.exhaustive(500)
        .loops(2)
        .run(
            axon -> {
              Loop here = axon.loops().get(0);
              Loop there = axon.loops().get(1);
              List<Boolean> onItsLoop = new ArrayList<>();
              var transformer =
                  there
                      .group("there")
                      .activate(
                          Transformer.<Integer, Integer>of(
                              "same",
                              message -> {
                                onItsLoop.add(there.isCurrent());
                                return message;
                              }));
              axon.runToEnd(); // it waits for messages: on its own loop they pass straight through
              Group group = here.group("here");
              var source = group.add(Parts.source(1, 2));
              List<Integer> seen = new ArrayList<>();
              var sink = group.add(Parts.sink(seen));
              transformer.outbox().linkTo(sink.inbox());
              source.outbox().linkTo(transformer.inbox());
              group.activate(source);
              group.activate(sink);
              axon.runToEnd();
              assertThat(onItsLoop).containsExactly(true, true);
              assertThat(seen).containsExactly(1, 2);
            });
  }

  private static <C extends Component<?, ?>> C place(
      SteppedAxon axon, C component, Random random, List<Runnable> starts) {
    Component<?, ?> placed = component;
    placed.inbox().limit(1 + random.nextInt(3));
    Loop loop = axon.loops().get(random.nextInt(2));
    Group group =
        loop.groups.isEmpty() ? loop.group(loop.toString()) : loop.groups.iterator().next();
    group.add(component);
    starts.add(() -> loop.execute(() -> group.activate(component)));
    return component;
  }
}
