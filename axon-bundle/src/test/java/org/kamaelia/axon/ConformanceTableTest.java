package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each statement that the original's own suites make has a test here that carries its number as a
 * tag, or a row in docs/differences.md.
 */
class ConformanceTableTest {
  private static final Pattern TAG = Pattern.compile("@Tag\\(\"([A-Z]\\d+)\"\\)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]\\d+) \\|");

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
    Set<String> covered = tagsOfTests();
    covered.addAll(find(ROW, Path.of("../docs/differences.md")));
    assertThat(covered).containsExactlyInAnyOrderElementsOf(NUMBERS);
  }

  private static Set<String> tagsOfTests() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
      return sources
          .filter(source -> source.toString().endsWith("Test.java"))
          .flatMap(source -> find(TAG, source).stream())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<String> find(Pattern number, Path file) {
    try {
      return number
          .matcher(Files.readString(file))
          .results()
          .map(match -> match.group(1))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
