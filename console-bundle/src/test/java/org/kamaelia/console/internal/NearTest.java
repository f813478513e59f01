package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearTest {
  @Test
  void aSlipIsALetterTooMuchTooFewWrongOrSwapped() {
    assertThat(Near.distance("echo", "echo")).isZero();
    assertThat(Near.distance("echo", "echoo")).isEqualTo(1);
    assertThat(Near.distance("echo", "eco")).isEqualTo(1);
    assertThat(Near.distance("echo", "ecko")).isEqualTo(1);
    assertThat(Near.distance("echo", "ecoh")).isEqualTo(1);
    assertThat(Near.distance("", "echo")).isEqualTo(4);
  }

  @Test
  void theNearestComesFirst() {
    assertThat(Near.near("listner", List.of("listens", "listener", "topology")))
        .containsExactly("listener", "listens");
  }

  @Test
  void aShortNameAllowsOneSlipOnly() {
    assertThat(Near.near("http", List.of("htpp", "ftp", "time"))).containsExactly("htpp");
  }

  @Test
  void whereNothingIsNearTheAnswerTellsWhatThereIs() {
    assertThat(Near.answer("protocol", "gopher", List.of("time", "echo", "echo")))
        .isEqualTo("no protocol gopher; there are echo, time");
    assertThat(Near.answer("protocol", "gopher", List.of()))
        .isEqualTo("no protocol gopher; there is none at all");
  }

  @Test
  void aLongAnswerIsCutOff() {
    List<String> many = IntStream.range(100, 200).mapToObj(i -> "listener-" + i).toList();
    assertThat(Near.answer("listener", "x", many)).endsWith("listener-119 and 80 more");
  }
}
