package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which line of which file is wrong. */
class ConfigurationProblemTest {
  @TempDir private Path folder;

  @Test
  void theLineThatSetsItIsNamedAndNoComment() throws Exception {
    Path file =
        file("x.cfg", "# idleTimeout = 5m\n\nprotocol = echo\n  idleTimeout = 5x\nbufferIn=1");
    assertThat(problem(file, "idleTimeout").line()).isEqualTo(4);
    assertThat(problem(file, "idleTimeout")).hasToString(file + ", line 4: wrong");
  }

  @Test
  void ofSeveralItIsTheLastAsThatCounts() throws Exception {
    assertThat(problem(file("x.cfg", "a=1\nb=2\na : 3\n"), "a").line()).isEqualTo(3);
  }

  @Test
  void aNameWithinAnotherIsNone() throws Exception {
    Path file = file("x.cfg", "paceBurst=1\npace=2\nx=pace\n");
    assertThat(problem(file, "pace").line()).isEqualTo(2);
  }

  @Test
  void jsonHasLinesAsWell() throws Exception {
    Path file = file("x.json", "{\n  \"protocol\": \"echo\",\n  \"pace\" : -1}");
    assertThat(problem(file, "pace").line()).isEqualTo(3);
  }

  @Test
  void whatCannotBeFoundIsLeftOut() throws Exception {
    Path file = file("x.cfg", "a=1\n");
    assertThat(problem(file, "b")).hasToString(file + ": wrong");
    assertThat(problem(folder.resolve("gone"), "a").line()).isZero();
    assertThat(ConfigurationProblem.of("a.pid", Map.of(), "a", "wrong"))
        .hasToString("a.pid: wrong");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(problem(binary, "a").line()).isZero();
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private static ConfigurationProblem problem(Path file, String setting) {
    return ConfigurationProblem.of(
        "a.pid", Map.of(ConfigurationProblem.FILE, file.toUri().toString()), setting, "wrong");
  }
}
