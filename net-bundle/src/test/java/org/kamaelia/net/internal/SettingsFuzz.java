package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Network;
import org.kamaelia.net.Setting;

/** Listeners' settings as operators may write them. */
class SettingsFuzz {
  private static final ListenerSpec BASE = ListenerSpec.of("fuzz", "echo", "127.0.0.1:0");
  private static final Pattern DURATION = Pattern.compile("(-?\\d+)\\s*(ms|s|m|h)|-?0+");
  private static final Pattern BYTES = Pattern.compile("(-?\\d+)\\s*([kmg]?)(?:i?b)?");

  /**
   * @param input a line of a configuration
   */
  @FuzzTest
  void aValueIsRefusedWithAReasonOrMeansWhatItSays(byte[] input) {
    String[] sides = new String(input, StandardCharsets.UTF_8).split("=", 2);
    String name = sides[0].strip();
    String text = sides.length < 2 ? "" : sides[1].strip();
    ListenerSpec spec;
    try {
      spec = BASE.with(name, text);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining(name);
      return;
    }
    Setting<?> setting =
        ListenerSettings.all().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(ListenerSpec.of("fuzz", spec.properties())).isEqualTo(spec);
    if (!text.isEmpty()) {
      means(spec.get(setting), setting, text.toLowerCase(Locale.ROOT));
    }
  }

  private static void means(Object value, Setting<?> setting, String text) {
    switch (value) {
      case Duration duration -> {
        Matcher matcher = matching(DURATION, text);
        assertThat(duration.toMillis())
            .isEqualTo(
                matcher.group(2) == null
                    ? 0
                    : Long.parseLong(matcher.group(1)) * millis(matcher.group(2)));
      }
      case Integer bytes when setting.values().startsWith("bytes") -> {
        Matcher matcher = matching(BYTES, text);
        assertThat((long) bytes)
            .isEqualTo(Long.parseLong(matcher.group(1)) << 10 * " kmg".indexOf(unit(matcher)));
      }
      case Collection<?> several ->
          several.forEach(
              each -> {
                if (each instanceof Network network) {
                  assertThat(Network.of(network.toString())).isEqualTo(network);
                }
              });
      default -> {}
    }
  }

  private static String unit(Matcher matcher) {
    return matcher.group(2).isEmpty() ? " " : matcher.group(2);
  }

  private static Matcher matching(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.matches()).as(text).isTrue();
    return matcher;
  }

  private static long millis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1000;
      case "m" -> 60_000;
      default -> 3_600_000;
    };
  }
}
