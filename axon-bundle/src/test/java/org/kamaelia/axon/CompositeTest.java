package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositeTest {
  private final SteppedAxon axon = new SteppedAxon(15);
  private final Group group = axon.group("test");
  private final List<String> seen = new ArrayList<>();

  @Test
  void whatPartsSideBySideMakeComesOutTogetherUntilAllHaveEnded() {
    activate(Pipeline.of(Par.of(Parts.source("a", "b"), Parts.source("c")), Parts.sink(seen)));
    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c").containsSubsequence("a", "b");
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void aSignalReachesAllPartsSideBySide() {
    var par = Par.<Object>of(listener("one"), listener("two"));
    activate(par);
    par.hear(new Signal.ProducerFinished("x"));
    par.inbox().put("dropped");
    axon.runUntilIdle();
    assertThat(seen).containsExactlyInAnyOrder("one", "two");
    assertThat(par.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void partsInSequenceHaveTheBoxesOneAfterAnother() {
    var first = taking("first", 1);
    var second = taking("second", 2);
    var seq = Seq.of(first, second, Parts.relay("rest"));
    activate(Pipeline.of(Parts.source("a", "b", "c", "d", "e"), seq, Parts.sink(seen)));
    assertThat(seen).containsExactly("first a", "second b", "second c", "d", "e");
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void aSequenceStartsEachWhenTheOneBeforeHasEnded() {
    var first =
        new Component<Object, String>() {
          @Override
          protected void run() {
            clock().sleep(Duration.ofSeconds(2));
          }
        };
    var second = Parts.source("a");
    var seq = Seq.<Object, String>of(Component.of("nothing", (in, out) -> {}), first, second);
    activate(Pipeline.of(seq, Parts.sink(seen)));
    assertThat(second.state()).isEqualTo(Component.State.NEW);
    axon.advance(Duration.ofSeconds(2));
    assertThat(seen).containsExactly("a");
    assertThat(seq.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void aSenderThatWaitsAtOnePartGoesOnAtTheNext() {
    var first = taking("first", 1);
    var second = taking("second", 3);
    first.inbox().limit(1);
    second.inbox().limit(1);
    var seq = Seq.of(first, second);
    seq.inbox().limit(1);
    activate(Pipeline.of(Parts.source("a", "b", "c", "d"), seq, Parts.sink(seen)));
    assertThat(seen).containsExactly("first a", "second b", "second c", "second d");
  }

  @Test
  void aBranchGetsACopyOfWhatMeetsTheConditionOrAllOfIt() {
    for (boolean copies : List.of(true, false)) {
      seen.clear();
      var shout = Transformer.<String, String>of("shout", word -> word.toUpperCase());
      var pipe =
          copies
              ? TPipe.<String>copy(word -> word.startsWith("a"), shout)
              : TPipe.<String>route(word -> word.startsWith("a"), shout);
      activate(Pipeline.of(Parts.source("a", "b", "ab"), pipe, Parts.sink(seen)));
      assertThat(seen)
          .containsExactlyInAnyOrderElementsOf(
              copies ? List.of("a", "A", "b", "ab", "AB") : List.of("A", "b", "AB"));
    }
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void aChooserSendsTheFirstAndThenWhatEachMoveLeadsTo() {
    var chooser = new Chooser<>(List.of("a", "b", "c"));
    var moves =
        Parts.source(
            Chooser.Move.PREV,
            Chooser.Move.NEXT,
            Chooser.Move.SAME,
            Chooser.Move.LAST,
            Chooser.Move.NEXT,
            Chooser.Move.PREV,
            Chooser.Move.FIRST);
    activate(Pipeline.of(moves, chooser, Parts.sink(seen)));
    assertThat(seen).containsExactly("a", "b", "b", "c", "b", "a");
  }

  @Test
  void inACircleAMessageComesRoundAndShutdownEndsIt() {
    var circle =
        Pipeline.circular(
            Pipeline.of(
                Component.<Integer, Integer>of(
                    "count",
                    (in, out) -> {
                      for (int left : in) {
                        seen.add("" + left);
                        if (left > 0) {
                          out.send(left - 1);
                        }
                      }
                    }),
                Parts.<Integer>relay("relay")));
    var source = Parts.source(3);
    source.outbox().linkTo(circle.inbox());
    activate(circle, source);
    assertThat(seen).containsExactly("3", "2", "1", "0");
    assertThat(circle.state()).isEqualTo(Component.State.ACTIVE);
    group.shutdown(Duration.ofSeconds(1), "test");
    axon.runUntilIdle();
    assertThat(axon.topology().components()).isEmpty();
  }

  private Component<Object, Object> listener(String name) {
    return new Component<>() {
      @Override
      protected void run() {
        control().receive();
        seen.add(name);
      }
    };
  }

  private static Component<String, String> taking(String name, int count) {
    return Component.of(
        name,
        (in, out) -> {
          for (int i = 0; i < count; i++) {
            out.send(name + " " + in.receive());
          }
        });
  }

  private void activate(Component<?, ?>... components) {
    for (Component<?, ?> component : components) {
      group.activate(component);
    }
    axon.runUntilIdle();
  }
}
