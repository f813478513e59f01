package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents show is what is compiled, and what they point to is there. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)");

  @Test
  void eachJavaSnippetIsAPartOfASourceFile() throws IOException {
    List<String> sources = read(".java");
    for (Path document : files(".md")) {
      JAVA.matcher(Files.readString(document))
          .results()
          .map(snippet -> snippet.group(1))
          .forEach(
              snippet ->
                  assertThat(sources)
                      .as("in %s:%n%s", document, snippet)
                      .anyMatch(source -> source.contains(snippet)));
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

  private static List<String> read(String ending) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path file : files(ending)) {
      texts.add(Files.readString(file));
    }
    assertThat(texts).isNotEmpty();
    return texts;
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
