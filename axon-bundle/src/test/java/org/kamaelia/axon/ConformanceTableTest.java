package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each statement that the original's own suites make has a test here that carries its number as a
 * tag, or a row in docs/differences.md; docs/conformance.md lists them all.
 */
class ConformanceTableTest {
  private static final Pattern TEST =
      Pattern.compile("((?:@\\w+(?:\\([^)]*\\))?\\s+)+)void (\\w+)\\(");
  private static final Pattern TAG = Pattern.compile("@Tag\\(\"([A-Z]\\d+)\"\\)");
  private static final Pattern DIFFERENCE = Pattern.compile("(?m)^\\| ([A-Z]\\d+) \\|");

  /** Number, statement, tests, whether it differs. */
  private static final Pattern LINE =
      Pattern.compile("(?m)^\\| ([A-Z]\\d+) \\| ([^|]+) \\|([^|]*)\\|([^|]*)\\|$");

  /** M1 to M6, S1 to S9, and so on. */
  private static final List<String> NUMBERS =
      Stream.of("M6", "S9", "C13", "P8", "L1", "A4", "T3", "I1", "H11", "U1", "K6")
          .flatMap(
              last ->
                  IntStream.rangeClosed(1, Integer.parseInt(last.substring(1)))
                      .mapToObj(number -> last.substring(0, 1) + number))
          .toList();

  @Test
  void everyStatementOfTheOriginalHasATestOrADifferenceExplained() throws IOException {
    Set<String> covered = new TreeSet<>(tests().keySet());
    covered.addAll(differences());
    assertThat(covered).containsExactlyInAnyOrderElementsOf(NUMBERS);
  }

  @Test
  void theTableNamesTheTestsOfEachStatementAndSaysWhichDiffer() throws IOException {
    List<MatchResult> lines = find(LINE, Path.of("../docs/conformance.md"));
    assertThat(lines).extracting(line -> line.group(1)).containsExactlyElementsOf(NUMBERS);
    for (MatchResult line : lines) {
      String number = line.group(1);
      String named =
          tests().getOrDefault(number, List.of()).stream()
              .map(test -> "`" + test + "`")
              .collect(Collectors.joining("<br>"));
      assertThat(line.group(3).strip()).as("tests of " + number).isEqualTo(named);
      assertThat(line.group(4).contains("why"))
          .as("whether " + number + " differs")
          .isEqualTo(differences().contains(number));
    }
  }

  /** The tests of each number, in the order of their files and within them. */
  private static Map<String, List<String>> tests() throws IOException {
    Map<String, List<String>> tests = new TreeMap<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
      List<Path> files =
          sources.filter(source -> source.toString().endsWith("Test.java")).sorted().toList();
      for (Path file : files) {
        for (MatchResult test : find(TEST, file)) {
          String name = file.getFileName().toString().replace(".java", ".") + test.group(2);
          TAG.matcher(test.group(1))
              .results()
              .forEach(
                  tag ->
                      tests.computeIfAbsent(tag.group(1), ignored -> new ArrayList<>()).add(name));
        }
      }
    }
    return tests;
  }

  private static Set<String> differences() throws IOException {
    return find(DIFFERENCE, Path.of("../docs/differences.md")).stream()
        .map(row -> row.group(1))
        .collect(Collectors.toSet());
  }

  private static List<MatchResult> find(Pattern pattern, Path file) throws IOException {
    return pattern.matcher(Files.readString(file)).results().toList();
  }
}
