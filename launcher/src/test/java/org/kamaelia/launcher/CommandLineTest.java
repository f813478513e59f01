package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void nearMissIsToldWhatItIsNear() {
    assertThat(execute("statsu")).isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean", "kamaelia status");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "start --loud", "stop --timeout soon", "console -c", "status echo"})
  void badUsageIsExitCodeTwo(String words) {
    assertThat(execute(words.isEmpty() ? new String[0] : words.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: kamaelia");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "start ", "stop ", "status ", "console "})
  void everyCommandHasHelpAndAVersion(String command) {
    assertThat(execute((command + "--help").split(" "))).isZero();
    assertThat(out.toString()).startsWith("Usage: kamaelia " + command).contains("--base=DIR");
    assertThat(execute((command + "--version").split(" "))).isZero();
    assertThat(out.toString()).contains("Kamaelia ");
  }

  @Test
  void consoleWithoutServerIsToldSo(@TempDir Path base) {
    assertThat(execute("console", "-c", "listeners", "--base", base.toString())).isEqualTo(3);
    assertThat(err.toString()).isEqualTo("kamaelia: no server runs in %s%n".formatted(base));
  }

  private int execute(String... words) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(words);
  }
}
