package org.kamaelia.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings as JSON. */
class JsonSettingsTest {
  @Test
  void eachKindOfValueIsRead() throws Exception {
    Map<String, Object> settings =
        JsonSettings.read(
            """
            {
              // where, and how much
              "address": "127.0.0.1:0",
              "pace": 1048576,
              "tlsOptional": true,
              "allow": ["10.0.0.0/8", "192.0.2.7"],
              "socketOptions": {"TCP_CONGESTION": "bbr", "IP_TOS": 184},
              "deny": null
            }
            """);
    assertThat(settings)
        .containsOnlyKeys("address", "pace", "tlsOptional", "allow", "socketOptions")
        .containsEntry("address", "127.0.0.1:0")
        .containsEntry("pace", 1048576L)
        .containsEntry("tlsOptional", true)
        .containsEntry("allow", new String[] {"10.0.0.0/8", "192.0.2.7"})
        .containsEntry("socketOptions", new String[] {"TCP_CONGESTION=bbr", "IP_TOS=184"});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1]|1|there must be an object of settings",
        "``|1|there must be an object of settings",
        "{\"a\": 1} 2|1|there must be nothing behind the settings",
        "{\"a\": 1,\\n \"a\": 2}|2|Duplicate field 'a'",
        "{\"a\":\\n [[1]]}|2|a list within a list cannot be",
        "{\"a\":\\n {\"b\": {}}}|2|a list within a list cannot be",
        "{\"a\": 1\\n,\\n b: 2}|3|Unexpected character ('b' (code 98)): was expecting double-quote",
        "{\"a\": \"x|1|Unexpected end-of-input",
        "{\"a\": 123456789012345678901234567890}|1|Numeric value",
      })
  void whatIsNoneIsSaidWithItsLine(String text, int line, String message) {
    assertThatThrownBy(() -> JsonSettings.read(text.replace("\\n", "\n")))
        .isInstanceOfSatisfying(
            JsonSettings.Malformed.class,
            e -> {
              assertThat(e.getMessage()).startsWith(message);
              assertThat(e.line()).isEqualTo(line);
            });
  }
}
