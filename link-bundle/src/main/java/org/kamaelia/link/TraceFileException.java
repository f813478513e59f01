package org.kamaelia.link;

import java.io.IOException;
import java.nio.file.Path;

/** A trace file is not as it should be. Its message begins with the file and the line. */
public final class TraceFileException extends IOException {
  private static final long serialVersionUID = 1;

  TraceFileException(Path file, int line, String what) {
    super(file + (line > 0 ? ":" + line : "") + ": " + what);
  }
}
