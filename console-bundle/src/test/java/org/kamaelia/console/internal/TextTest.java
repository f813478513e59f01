package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void durationsAreRoundedDownToTheUnitThatFits() {
    assertThat(Text.duration(Duration.ZERO)).isEqualTo("0 s");
    assertThat(Text.duration(Duration.ofSeconds(-1))).isEqualTo("0 s");
    assertThat(Text.duration(Duration.ofMillis(999))).isEqualTo("999 ms");
    assertThat(Text.duration(Duration.ofMillis(3999))).isEqualTo("3 s");
    assertThat(Text.duration(Duration.ofSeconds(60))).isEqualTo("1 min");
    assertThat(Text.duration(Duration.ofMinutes(119))).isEqualTo("1 h");
    assertThat(Text.duration(Duration.ofHours(47))).isEqualTo("47 h");
    assertThat(Text.duration(Duration.ofHours(48))).isEqualTo("2 d");
  }

  @Test
  void bytesAreInPowersOf1024() {
    assertThat(Text.bytes(0)).isEqualTo("0 B");
    assertThat(Text.bytes(1023)).isEqualTo("1023 B");
    assertThat(Text.bytes(1024)).isEqualTo("1.0 KiB");
    assertThat(Text.bytes(1_500_000)).isEqualTo("1.4 MiB");
    assertThat(Text.bytes(1024 * 1024 - 1)).isEqualTo("1.0 MiB");
    assertThat(Text.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
  }

  @Test
  void whatSteersTheTerminalIsNotPassedOn() {
    assertThat(Text.clean("a\033[2J\nb\u009b1m\u202ec é…")).isEqualTo("a?[2J?b?1m?c é…");
  }
}
