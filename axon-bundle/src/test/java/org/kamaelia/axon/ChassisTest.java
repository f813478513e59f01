package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ChassisTest {
  private final SteppedAxon axon = new SteppedAxon(6);
  private final Group group = axon.group("test");
  private final List<String> seen = new ArrayList<>();

  @Test
  @Tag("K1")
  void aPipelineJoinsNeighboursAndIsAComponentItself() {
    var source = Parts.source("a", "b");
    var pipeline = Pipeline.of(upper(), Parts.<String>relay("relay")).to(exclaim());
    var sink = Parts.sink(seen);
    source.outbox().linkTo(pipeline.inbox());
    pipeline.outbox().linkTo(sink.inbox());
    activate(source, pipeline, sink);
    assertThat(seen).containsExactly("A!", "B!");
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  @Tag("K1")
  void aPipelineStartsItsPartsOnlyWhenItIsStarted() {
    var part = Parts.source("a");
    var pipeline = Pipeline.of(part, Parts.sink(seen));
    axon.runUntilIdle();
    assertThat(part.state()).isEqualTo(Component.State.NEW);
    activate(pipeline);
    assertThat(seen).containsExactly("a");
  }

  @Test
  @Tag("K1")
  void aPipelineEndsExactlyWhenAllItsPartsHaveEnded() {
    var first = Parts.source("a");
    var last =
        new Component<String, String>() {
          @Override
          protected void run() {
            clock().sleep(Duration.ofSeconds(5));
            inbox.forEach(seen::add);
          }
        };
    var pipeline = Pipeline.of(first, last);
    activate(pipeline);
    assertThat(first.state()).isEqualTo(Component.State.ENDED);
    assertThat(pipeline.state()).isEqualTo(Component.State.ACTIVE);
    assertThat(pipeline.children()).hasSize(1);
    axon.advance(Duration.ofSeconds(5));
    assertThat(pipeline.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  @Tag("K1")
  void aPipelineGivesItsControlToTheFirstAndTakesItsSignalFromTheLast() {
    List<Signal> signals = new ArrayList<>();
    var first =
        new Component<String, String>() {
          @Override
          protected void run() {
            seen.add(control().receive().toString());
          }
        };
    var pipeline = Pipeline.of(first, upper());
    var watcher = Parts.sink(signals);
    pipeline.signal().linkTo(watcher.inbox());
    activate(pipeline, watcher);
    pipeline.control().next.owner.control().putAnyway(new Signal.ProducerFinished("x"));
    axon.runUntilIdle();
    assertThat(seen).containsExactly("ProducerFinished[component=x]");
    assertThat(signals).contains(new Signal.ProducerFinished("test/upper"));
  }

  @Test
  void pipelinesNest() {
    var inner = Pipeline.of(upper(), exclaim());
    activate(Pipeline.of(Parts.source("a"), inner, Parts.sink(seen)));
    assertThat(seen).containsExactly("A!");
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void messagesThatComeBeforeThePipelineIsStartedWaitForIt() {
    var pipeline = Pipeline.of(upper(), Parts.sink(seen));
    var source = Parts.source("a");
    source.outbox().linkTo(pipeline.inbox());
    activate(source);
    activate(pipeline);
    assertThat(seen).containsExactly("A");
  }

  @Test
  @Tag("K2")
  void aGraphlineLinksItsPartsAsStatedAndItsOwnBoxesAsSelf() {
    var graph =
        Graphline.<String, String>builder()
            .add("upper", upper())
            .add("exclaim", exclaim())
            .link("self.inbox", "upper.inbox")
            .link("upper.outbox", "exclaim.inbox")
            .link("exclaim.outbox", "self.outbox")
            .build();
    var source = Parts.source("a", "b");
    var sink = Parts.sink(seen);
    source.outbox().linkTo(graph.inbox());
    graph.outbox().linkTo(sink.inbox());
    activate(source, graph, sink);
    assertThat(seen).containsExactly("A!", "B!");
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  @Tag("K2")
  void aGraphlineStartsPartsThatNobodyLinked() {
    activate(
        Graphline.builder()
            .add("alone", Component.of("alone", (in, out) -> seen.add("ran")))
            .build());
    assertThat(seen).containsExactly("ran");
  }

  @Test
  @Tag("K3")
  void aControlMessageReachesEveryPartWithoutAControlLink() {
    List<Component<?, ?>> parts = new ArrayList<>();
    var builder = Graphline.builder();
    for (String name : List.of("one", "two")) {
      var part =
          new Component<String, String>() {
            @Override
            protected void run() {
              seen.add(name + " " + control().receive());
            }
          };
      parts.add(part);
      builder.add(name, part);
    }
    var graph = builder.build();
    activate(graph);
    graph.control().putAnyway(new Signal.ProducerFinished("x"));
    axon.runUntilIdle();
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "one ProducerFinished[component=x]", "two ProducerFinished[component=x]");
  }

  @Test
  void aGraphlineRefusesNamesThatMeanNothing() {
    var builder = Graphline.<String, String>builder().add("upper", upper());
    assertThatThrownBy(() -> builder.link("uper.outbox", "self.outbox"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("uper.outbox is not a box of [self, upper]: write part.box");
    assertThatThrownBy(() -> builder.link("upper.out", "self.outbox"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("upper has no box out;");
    assertThatThrownBy(() -> builder.add("upper", upper()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Component<String, String> upper() {
    return Component.of(
        "upper",
        (in, out) -> {
          for (String word : in) {
            out.send(word.toUpperCase(java.util.Locale.ROOT));
          }
        });
  }

  private static Component<String, String> exclaim() {
    return Component.of(
        "exclaim",
        (in, out) -> {
          for (String word : in) {
            out.send(word + "!");
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
