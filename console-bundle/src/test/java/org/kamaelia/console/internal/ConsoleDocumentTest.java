package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/console.md, and the README, know each command. */
class ConsoleDocumentTest {
  @Test
  void theDocumentHasTheCommandsTextsAtItsEnd() throws IOException {
    String commands =
        Usage.ALL.stream()
            .map(it -> "```\n" + it + "\n```\n")
            .collect(Collectors.joining("\n", "## The commands\n\n", ""));
    assertThat(Files.readString(Path.of("../docs/console.md"))).endsWith(commands);
  }

  @Test
  void theReadmesTableNamesEachCommand() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    assertThat(Usage.ALL.stream().map(Usage::command).filter(it -> !readme.contains("`" + it)))
        .isEmpty();
  }

  @Test
  void eachCommandHasExamplesAndSaysWhatItsOptionsAre() {
    assertThat(Usage.ALL)
        .allSatisfy(it -> assertThat(it).contains("\nUsage: ", "\nExamples:\n  ", "--help"));
    assertThat(Usage.ALL.stream().flatMap(String::lines).filter(it -> it.length() > 100)).isEmpty();
  }
}
