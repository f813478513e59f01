package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents show is what is compiled, and what they point to is there. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern SHOWN = Pattern.compile("(?s)```(?:java|text)\n(.*?)```");
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)");

  @Test
  void eachJavaSnippetIsAPartOfASourceFile() throws IOException {
    List<String> sources = read(files(".java"));
    for (Path document : files(".md")) {
      assertShown(document, sources);
    }
  }

  /** The guide's snippets run, and what it says they print is what the tests expect. */
  @Test
  void eachSnippetOfTheGuideIsAPartOfATest() throws IOException {
    List<Path> tests = new ArrayList<>(files(".java"));
    tests.removeIf(file -> !file.toString().contains("src/test/"));
    List<String> sources = read(tests);
    for (Path document : files(".md")) {
      if (document.startsWith(ROOT.resolve("docs"))) {
        assertShown(document, sources);
      }
    }
  }

  @Test
  void eachLinkLeadsSomewhere() throws IOException {
    for (Path document : files(".md")) {
      for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
        assertThat(document.resolveSibling(link.group(1))).as("in " + document).exists();
      }
    }
  }

  private static void assertShown(Path document, List<String> sources) throws IOException {
    for (MatchResult shown : SHOWN.matcher(Files.readString(document)).results().toList()) {
      assertThat(sources)
          .as("in %s:%n%s", document, shown.group(1))
          .anyMatch(source -> source.contains(flat(shown.group(1))));
    }
  }

  private static List<String> read(List<Path> files) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path file : files) {
      texts.add(flat(Files.readString(file)));
    }
    assertThat(texts).isNotEmpty();
    return texts;
  }

  /** The text without its indentation, which a document need not share. */
  private static String flat(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> all = Files.walk(ROOT)) {
      return all.filter(
              file ->
                  file.toString().endsWith(ending)
                      && Stream.of("target", ".git", "server", "node_modules")
                          .noneMatch(
                              skipped -> ROOT.relativize(file).toString().contains(skipped + "/")))
          .toList();
    }
  }
}
