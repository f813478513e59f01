package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.link.Network.Edge;

class NetworkTest {
  private static final LinkSpec IDEAL = LinkSpec.ideal();
  private static final LinkSpec FAST = IDEAL.with("rate=100Mbit/s");
  private static final LinkSpec SLOW = IDEAL.with("rate=1Mbit/s");

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("network.txt"), content);
  }

  @Test
  void aStarHasAHub() {
    Network star = Network.star("hub", List.of("a", "b"), SLOW, FAST);
    assertThat(star.edges())
        .containsExactly(new Edge("a", "hub", SLOW, FAST), new Edge("b", "hub", SLOW, FAST));
    assertThat(star.places()).containsExactly("a", "hub", "b");
  }

  @Test
  void aDumbbellHasABottleneck() {
    Network dumbbell = Network.dumbbell(List.of("s1", "s2"), List.of("r1"), FAST, SLOW);
    assertThat(dumbbell.edges())
        .containsExactly(
            new Edge("s1", "left", FAST, FAST),
            new Edge("s2", "left", FAST, FAST),
            new Edge("left", "right", SLOW, SLOW),
            new Edge("r1", "right", FAST, FAST));
  }

  @Test
  void aTreeHasAllItsLevels() {
    Network tree = Network.tree("origin", 3, 2, FAST, SLOW);
    assertThat(tree.edges()).hasSize(3 + 9).allMatch(edge -> edge.there().equals(FAST));
    assertThat(tree.places()).hasSize(13).contains("origin", "origin.1", "origin.3.2");
  }

  @Test
  void aFileIsRead() throws Exception {
    Network network =
        Network.read(
            file(
                """
                # a home, and a server elsewhere
                home - isp dsl queue=codel
                isp - server rate=100Mbit/s delay=20ms   # each way
                isp > server loss=1%
                server > isp delay=30ms
                """));
    LinkSpec wide = FAST.with("delay=20ms");
    assertThat(network.edges())
        .containsExactly(
            new Edge(
                "home",
                "isp",
                LinkPreset.DSL.up().withQueue(CoDel.standard()),
                LinkPreset.DSL.down().withQueue(CoDel.standard())),
            new Edge("server", "isp", FAST.with("delay=30ms"), wide.with("loss=1%")));
  }

  @Test
  void errorsNameFileLineAndText() throws Exception {
    wrong("a - b\na b\n", ":2: \"a b\": a line is PLACE - PLACE or PLACE > PLACE, and settings");
    wrong("a - b pigeon", ":1: \"a - b pigeon\": no link preset pigeon; there are ");
    wrong("a - b loss=9", ":1: \"a - b loss=9\": loss=9: loss is a probability, 0 to 1, not 9.0");
    wrong("a - a", ":1: \"a - a\": a link from a to itself");
    assertThatThrownBy(
            () ->
                new Network(
                    List.of(new Edge("a", "b", FAST, FAST), new Edge("b", "a", FAST, FAST))))
        .hasMessage("two links between b and a");
  }

  private void wrong(String content, String message) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> Network.read(file))
        .isInstanceOf(LinkFileException.class)
        .hasMessageStartingWith(file + message);
  }
}
