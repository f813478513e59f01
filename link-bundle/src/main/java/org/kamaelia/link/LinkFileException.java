package org.kamaelia.link;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of rates or links is not as it should be. Its message begins with the file and the line.
 */
public final class LinkFileException extends IOException {
  private static final long serialVersionUID = 1;

  LinkFileException(Path file, int line, String what) {
    super(file + (line > 0 ? ":" + line : "") + ": " + what);
  }
}
