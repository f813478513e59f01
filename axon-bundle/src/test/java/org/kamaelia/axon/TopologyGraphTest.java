package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyGraphTest {
  private final SteppedAxon axon = new SteppedAxon(7);

  @Test
  void groupsAreClustersComponentsAreNodesAndLinkagesAreEdges() {
    var last = Parts.<String>relay("last");
    last.inbox().limit(5);
    axon.group("conn[7]").origin("a bundle").activate(Pipeline.of(Parts.relay("first"), last));
    axon.group("other").activate(Parts.sleeper());
    axon.runUntilIdle();
    assertThat(axon.topology().toDot())
        .isEqualTo(
            """
            digraph axon {
              rankdir=LR;
              node [shape=box];
              subgraph cluster_0 {
                label="conn[7]\\non loop-0\\nfrom a bundle";
                subgraph cluster_1 {
                  label="";
                  n0 [label="Pipeline"];
                  n1 [label="first"];
                  n2 [label="last"];
                }
              }
              subgraph cluster_2 {
                label="other\\non loop-0";
                n3 [label="Component"];
              }
              n0 -> n1 [label="control → control 0/64", style=dashed];
              n0 -> n1 [label="inbox → inbox 0/64", style=dashed];
              n1 -> n2 [label="outbox → inbox 0/5"];
              n1 -> n2 [label="signal → control 0/64"];
              n2 -> n0 [label="outbox → outbox", style=dashed];
              n2 -> n0 [label="signal → signal", style=dashed];
            }
            """);
  }

  @Test
  void whoIsNotThereIsShownIfALinkageNamesIt() {
    var relay = Parts.<String>relay("relay");
    relay.outbox().linkTo(Parts.<String>relay("later").inbox());
    axon.group("g").add(relay);
    assertThat(axon.topology().toDot())
        .contains("  n1 [label=\"later\", style=dotted];\n  n0 -> n1 [label=\"outbox → inbox\"];");
    assertThat(axon.topology().toMermaid()).contains("  n1([\"later\"])\n");
  }

  @Test
  void anEdgeShowsHowFullTheInboxIs() {
    var source = Parts.source("a", "b");
    var sleeper = Parts.<String>sleeper();
    sleeper.inbox().limit(1);
    source.outbox().linkTo(sleeper.inbox());
    var group = axon.group("g");
    group.activate(sleeper);
    group.activate(source);
    axon.runUntilIdle();
    assertThat(axon.topology().toMermaid())
        .isEqualTo(
            """
            flowchart LR
              subgraph g0["g<br/>on loop#45;0"]
                n0["Component"]
                n1["source"]
              end
              n1 -->|"outbox #8594; inbox 1/1"| n0
            """);
    sleeper.inbox().limit(Inbox.UNLIMITED);
    assertThat(axon.topology().toDot()).contains("[label=\"outbox → inbox 1/∞\"]");
  }

  @Test
  void everyKindOfPassthroughIsShown() {
    var inner = Parts.<String>sleeper();
    var outer = new WithBoxes();
    outer.inbox().linkTo(inner.inbox());
    Linkage.link(inner, "outbox", outer, "outbox");
    var group = axon.group("g");
    group.add(outer);
    group.add(inner);
    outer.extra.linkTo(inner.control());
    assertThat(axon.topology().linkages())
        .extracting(Topology.LinkageInfo::toString)
        .containsExactlyInAnyOrder(
            "g/WithBoxes.inbox -> g/Component.inbox",
            "g/WithBoxes.extra -> g/Component.control",
            "g/Component.outbox -> g/WithBoxes.outbox");
    assertThat(axon.topology().toDot())
        .contains("n1 -> n0 [label=\"extra → control 0/64\"];")
        .contains("n1 -> n0 [label=\"inbox → inbox 0/64\", style=dashed];")
        .contains("n0 -> n1 [label=\"outbox → outbox\", style=dashed];");
  }

  @Test
  void namesCannotBreakOutOfTheirLabels() {
    String name = "a\"b\\c\nd]e;f`g<h>&amp;i#j\u0007é\uD83D\uDE00\uD800";
    axon.group(name).activate(Component.of("x\\", (in, out) -> in.receive()));
    Topology topology = axon.topology();
    assertThat(topology.toDot())
        .contains("label=\"a\\\"b\\\\c\\nd]e;f`g<h>&amp;amp;i#j�é\uD83D\uDE00�\\non loop-0\";")
        .contains("[label=\"x\\\\\"]");
    assertThat(topology.toMermaid())
        .contains(
            "[\"a#34;b#92;c<br/>d#93;e#59;f#96;g#60;h#62;#38;amp#59;i#35;j#65533;é#128512;#65533;"
                + "<br/>on loop#45;0\"]")
        .contains("[\"x#92;\"]");
  }

  @Test
  void anEnclosedClusterHasNoTitle() {
    axon.group("g").activate(Pipeline.of(Parts.relay("only")));
    assertThat(axon.topology().toMermaid()).contains("subgraph g1[\" \"]");
  }

  @Test
  void componentsOfOneNameAreSeveralNodes() {
    axon.activate(Parts.sleeper());
    axon.activate(Parts.sleeper());
    assertThat(axon.topology().toDot()).contains("n0 [", "n1 [");
  }

  @Test
  void theOrderIsThatOfTheNames() {
    var group = axon.group("g");
    for (String name : List.of("c", "a", "b")) {
      group.activate(Component.of(name, (in, out) -> in.receive()));
    }
    assertThat(axon.topology().toDot())
        .containsSubsequence("n0 [label=\"a\"]", "n1 [label=\"b\"]", "n2 [label=\"c\"]");
  }

  private static final class WithBoxes extends Component<String, String> {
    final Outbox<Signal> extra = addOutbox("extra", Signal.class);

    @Override
    protected void run() {}
  }
}
