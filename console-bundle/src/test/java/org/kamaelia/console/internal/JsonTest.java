package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Topology.BoxId;
import org.kamaelia.axon.Wait;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Rejection;

/** What records of each kind are as JSON: scripts count on it. */
class JsonTest {
  record All(
      String text,
      int number,
      boolean flag,
      Duration span,
      Instant time,
      Thread.State state,
      Optional<String> some,
      Optional<String> none,
      List<Integer> several) {}

  @Test
  void aRecordIsAnObjectWithItsComponentsInTheirOrder() {
    assertThat(
            Json.text(
                new All(
                    "a \"b\"\n\033",
                    7,
                    true,
                    Duration.ofMillis(90_500),
                    Instant.parse("2026-11-26T07:00:00Z"),
                    Thread.State.TIMED_WAITING,
                    Optional.of("x"),
                    Optional.empty(),
                    List.of(1, 2))))
        .isEqualTo(
            "{\"text\":\"a \\\"b\\\"\\n\\u001B\",\"number\":7,\"flag\":true,\"span\":90.5,"
                + "\"time\":\"2026-11-26T07:00:00Z\",\"state\":\"timed-waiting\","
                + "\"some\":\"x\",\"none\":null,\"several\":[1,2]}");
  }

  @Test
  void aTimeSpanIsSecondsAndNeverInExponentForm() {
    assertThat(Json.text(Duration.ZERO)).isEqualTo("0");
    assertThat(Json.text(Duration.ofNanos(45))).isEqualTo("0.000000045");
    assertThat(Json.text(Duration.ofSeconds(3_000_000))).isEqualTo("3000000");
    assertThat(Json.text(Duration.ofSeconds(-1, 500_000_000))).isEqualTo("-0.5");
  }

  @Test
  void ofAClosedChoiceTheKindIsSaid() {
    assertThat(Json.text(new Wait.Nothing())).isEqualTo("{\"kind\":\"nothing\"}");
    assertThat(Json.text(new Wait.Room(new BoxId(2, "g/b", "inbox"), true)))
        .isEqualTo(
            "{\"kind\":\"room\",\"inbox\":{\"owner\":2,\"component\":\"g/b\",\"name\":\"inbox\"},"
                + "\"only\":true}");
  }

  @Test
  void aListenersSettingsAreAsAnOperatorWritesThem() {
    ListenerSpec spec = ListenerSpec.of("a", "echo", "127.0.0.1:7007").with("idleTimeout", "5m");
    assertThat(Json.text(spec))
        .isEqualTo(
            "{\"name\":\"a\",\"protocol\":\"echo\",\"address\":\"127.0.0.1:7007\","
                + "\"idleTimeout\":\"5m\"}");
  }

  @Test
  void constantsAsKeysAreInLowerCaseToo() {
    assertThat(Json.text(Map.of(Rejection.TOO_FAST, 3L))).isEqualTo("{\"too-fast\":3}");
  }
}
