package org.kamaelia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the documents show in blocks of their own. */
final class Document {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");

  private Document() {}

  /**
   * The blocks of a document in {@code docs/}.
   *
   * @param language what stands behind their first fence; empty if nothing does
   */
  static List<String> blocks(String document, String language) throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs").resolve(document)));
    return block
        .results()
        .filter(it -> it.group(1).equals(language))
        .map(it -> it.group(2))
        .toList();
  }
}
