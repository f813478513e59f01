package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GraphlineTest {
  private static final Signal.Shutdown SHUTDOWN =
      new Signal.Shutdown(Duration.ofSeconds(1), "test");

  private final SteppedAxon axon = new SteppedAxon(13);
  private final Group group = axon.group("test");
  private final List<String> seen = new ArrayList<>();
  private final List<Signal> signals = new ArrayList<>();

  @Test
  @Tag("K2")
  void aTextSaysWhatIsLinkedToWhat() {
    var graph =
        Graphline.<String, String>parse(
            """
            self -> upper -> exclaim   # neighbours
            exclaim.outbox -> self.outbox

            # nothing else
            """,
            Map.of(
                "upper", Transformer.<String, String>of("upper", word -> word.toUpperCase()),
                "exclaim", Transformer.<String, String>of("exclaim", word -> word + "!")));
    var sink = Parts.sink(seen);
    activate(Pipeline.of(Parts.source("a", "b"), graph, sink));
    assertThat(seen).containsExactly("A!", "B!");
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void aTextThatCannotBeNamesItsLine() {
    Map<String, Component<?, ?>> parts = Map.of("a", Parts.relay("a"), "b", Parts.relay("b"));
    assertThatThrownBy(() -> Graphline.parse("a -> b\na.out -> b", parts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2, a.out -> b: a has no box out;");
    assertThatThrownBy(() -> Graphline.parse("\n\nb.inbox", parts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 3, b.inbox: write source -> destination");
    assertThatThrownBy(() -> Graphline.parse("b -> c", parts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("c.inbox is not a box of [self, a, b]: write part.box");
    assertThatThrownBy(() -> Graphline.parse("b -> a # first\nb -> a", parts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2, b -> a: b.outbox is linked to a.inbox already");
  }

  @Test
  @Tag("K2")
  void itsOwnBoxesAreMadeWhenTheyAreNamedInBothDirections() {
    var relay = Parts.<String>relay("relay");
    var graph =
        Graphline.builder()
            .add("relay", relay)
            .link("self.words", "relay.inbox")
            .link("relay.outbox", "self.copies")
            .build();
    var source = Parts.source("a");
    var sink = Parts.sink(seen);
    Linkage.link(source, "outbox", graph, "words");
    Linkage.link(graph, "copies", sink, "inbox");
    activate(source, sink, graph);
    assertThat(seen).containsExactly("a");
  }

  @Test
  @Tag("K2")
  void dataFlowOnlyAlongStatedLinks() {
    var alone = Parts.sink(seen);
    var graph = Graphline.builder().add("source", Parts.source("a")).add("alone", alone).build();
    activate(graph);
    assertThat(seen).isEmpty();
    assertThat(graph.state()).isEqualTo(Component.State.ACTIVE);
  }

  @Test
  @Tag("K3")
  void withItsSignalNotLinkedInsideItPassesOnTheShutdownThatItSaw() {
    var graph = Graphline.builder().add("one", listener("one")).build();
    watch(graph);
    graph.hear(SHUTDOWN);
    axon.runUntilIdle();
    assertThat(seen).containsExactly("one " + SHUTDOWN);
    assertThat(signals).containsExactly(SHUTDOWN);
  }

  @Test
  @Tag("K3")
  void elseItSaysThatItHasFinished() {
    var graph = Graphline.builder().add("one", Parts.source("a")).build();
    watch(graph);
    assertThat(signals).containsExactly(new Signal.ProducerFinished("test/Graphline"));
  }

  @Test
  @Tag("K3")
  void withItsControlLinkedToAPartOnlyThatPartSeesASignal() {
    var graph =
        Graphline.builder()
            .add("one", listener("one"))
            .add("two", listener("two"))
            .link("self.control", "one.control")
            .build();
    watch(graph);
    var boss = Component.<Object, Object>of("boss", (in, out) -> {});
    boss.signal().linkTo(graph.control());
    group.activate(boss);
    axon.runUntilIdle();
    assertThat(seen).containsExactly("one ProducerFinished[component=test/boss]");
    group.stop("enough");
    axon.runUntilIdle();
    assertThat(signals).containsExactly(new Signal.ProducerFinished("test/Graphline"));
  }

  @Test
  @Tag("K3")
  void withItsSignalLinkedInsideItSaysNothingOfItsOwn() {
    var graph =
        Graphline.builder().add("one", Parts.source("a")).link("one.signal", "self.signal").build();
    watch(graph);
    assertThat(signals).containsExactly(new Signal.ProducerFinished("test/source"));
  }

  private Component<Object, Object> listener(String name) {
    return new Component<>() {
      @Override
      protected void run() {
        seen.add(name + " " + control().receive());
      }
    };
  }

  private void watch(Component<?, ?> graph) {
    // In a group of its own, so that stopping the graph's leaves it.
    var watcher = Parts.sink(signals);
    graph.signal().linkTo(watcher.inbox());
    axon.activate(watcher);
    activate(graph);
  }

  private void activate(Component<?, ?>... components) {
    for (Component<?, ?> component : components) {
      group.activate(component);
    }
    axon.runUntilIdle();
  }
}
