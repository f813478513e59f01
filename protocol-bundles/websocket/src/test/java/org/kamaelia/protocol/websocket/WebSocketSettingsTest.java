package org.kamaelia.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kamaelia.net.SettingException;
import org.kamaelia.net.SettingInfo;
import org.kamaelia.websocket.Compression;
import org.kamaelia.websocket.internal.Limits;

class WebSocketSettingsTest {
  @Test
  void allCanBeSet() {
    assertThat(
            WebSocketSettings.of(
                Map.of(
                    "maxMessage", "64KiB",
                    "pingInterval", "0",
                    "pongTimeout", "1s",
                    "closeTimeout", "500ms",
                    "compression", "across-messages")))
        .isEqualTo(
            new WebSocketSettings(
                new Limits(64 << 10, Duration.ZERO, Duration.ofSeconds(1), Duration.ofMillis(500)),
                Compression.ACROSS_MESSAGES));
    assertThat(WebSocketSettings.of(Map.of()))
        .isEqualTo(new WebSocketSettings(Limits.STANDARD, Compression.EACH_MESSAGE));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertWrong("pongTimeout", "0", "pongTimeout = 0: must be a duration, 100ms to 24h");
    assertWrong("compression", "gzip", "compression = gzip: must be none or each-message or");
    assertWrong("maxmessage", "1", "there is no setting maxmessage; there are maxMessage, ");
  }

  private static void assertWrong(String name, String value, String what) {
    assertThatThrownBy(() -> WebSocketSettings.of(Map.of(name, value)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(what);
  }

  @Test
  void theDocumentedTableIsTheOneInTheCode() throws IOException {
    String table =
        WebSocketSettings.ALL.stream()
            .map(SettingInfo::of)
            .map(
                it ->
                    "| `%s` | %s | %s | %s | %s |"
                        .formatted(
                            it.name(),
                            it.meaning(),
                            it.values(),
                            it.standard().orElseThrow(),
                            it.effect()))
            .collect(
                Collectors.joining(
                    "\n",
                    "| setting | what it means | values | standard | a change applies to |\n"
                        + "| --- | --- | --- | --- | --- |\n",
                    "\n"));
    assertThat(Files.readString(Path.of("../../docs/websocket.md"))).contains(table);
  }
}
