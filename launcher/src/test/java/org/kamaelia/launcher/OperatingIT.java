package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.launcher.Kamaelia.Result;

/**
 * The operator's guide, walked through: what it shows behind a {@code $} is done, in the server's
 * folder, and what it shows as the answer must come, {@code ...} being anything.
 */
@Timeout(600)
class OperatingIT {
  /** What only looks may look again until it sees what is shown. */
  private static final Pattern LOOKS =
      Pattern.compile(
          "(nc|tail|ls|curl) .*|\\./kamaelia (status.*|console -c"
              + " \"?(listeners|protocols|connections|deployments|diag|leaks|stats).*)|printf .*");

  @TempDir Path temp;
  private Kamaelia kamaelia;

  /** A command, and the lines of its answer. */
  private record Step(String command, List<String> answer) {}

  @BeforeEach
  void prepare() throws Exception {
    kamaelia = new Kamaelia(temp);
    // What the guide takes for given: the command, and another version of echo.
    Path command =
        Files.writeString(
            kamaelia.base.resolve("kamaelia"),
            "#!/bin/sh\nexec %s/bin/kamaelia \"$@\" --base .\n".formatted(kamaelia.dist));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    TestBundle.echo(kamaelia.dist, kamaelia.base.resolve("echo-2.0.0.jar"), "2.0.0");
    TestBundle.echo(kamaelia.dist, kamaelia.base.resolve("echo-3.0.0.jar"), "3.0.0");
  }

  @AfterEach
  void end() throws Exception {
    kamaelia.close();
  }

  @Test
  void theGuideIsTrue() throws Exception {
    List<Step> steps = steps(Document.blocks("operating.md", "console"));
    assertThat(steps).hasSizeGreaterThan(15);
    for (Step step : steps) {
      take(step);
    }
  }

  private void take(Step step) throws Exception {
    String command = here(step.command);
    Pattern expected = pattern(step.answer);
    StringBuilder last = new StringBuilder();
    if (LOOKS.matcher(step.command).matches()) {
      Kamaelia.await(
          () -> step.command + " answers " + step.answer + ", not " + last,
          () -> isAnswered(command, expected, last));
    } else {
      assertThat(isAnswered(command, expected, last))
          .as(() -> step.command + " answers " + step.answer + ", not " + last)
          .isTrue();
    }
  }

  private boolean isAnswered(String command, Pattern expected, StringBuilder last)
      throws IOException, InterruptedException {
    Result result =
        kamaelia.tool(
            Path.of("/dev/null"), "sh", "-c", "cd '%s' && %s".formatted(kamaelia.base, command));
    String answer =
        (result.out() + result.err())
            .lines()
            .map(String::strip)
            .collect(Collectors.joining("\n", "", "\n"));
    last.setLength(0);
    last.append(answer);
    return expected.matcher(answer).find();
  }

  /** The guide's ports are those of the distribution; here they are others. */
  private String here(String command) {
    return command.replace("7007", String.valueOf(kamaelia.port("echo")));
  }

  private Pattern pattern(List<String> answer) {
    return Pattern.compile(
        answer.stream()
            .map(line -> here(line.strip()))
            .map(
                line ->
                    Pattern.compile("\\.\\.\\.")
                        .splitAsStream(line + " ")
                        .map(String::stripTrailing)
                        .map(part -> words(part))
                        .collect(Collectors.joining(".*")))
            .collect(Collectors.joining("(?s:.*)")));
  }

  /** As many spaces as there are. */
  private static String words(String part) {
    return Pattern.compile(" +")
        .splitAsStream(part)
        .map(word -> word.isEmpty() ? "" : Pattern.quote(word))
        .collect(Collectors.joining("\\s+"));
  }

  private static List<Step> steps(List<String> blocks) {
    List<Step> steps = new ArrayList<>();
    for (String block : blocks) {
      for (String line : block.lines().toList()) {
        if (line.startsWith("$ ")) {
          steps.add(new Step(line.substring(2), new ArrayList<>()));
        } else if (!line.strip().equals("...")) {
          steps.getLast().answer.add(line);
        }
      }
    }
    return steps;
  }
}
