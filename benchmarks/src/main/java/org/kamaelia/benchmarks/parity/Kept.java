package org.kamaelia.benchmarks.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured so far, in a file of one line each, so that a run that was ended goes on. Any
 * thread.
 */
final class Kept {
  private final Path file;
  private final Map<String, Figures> all = new LinkedHashMap<>();

  Kept(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        int colon = line.lastIndexOf(':');
        all.put(line.substring(0, colon), Figures.parse(line.substring(colon + 1)));
      }
    }
  }

  private static String key(Cell cell, int seconds, long seed, Side side) {
    return "%s; %d s; seed %d; %s".formatted(cell, seconds, seed, side.title());
  }

  synchronized @Nullable Figures get(Cell cell, int seconds, long seed, Side side) {
    return all.get(key(cell, seconds, seed, side));
  }

  synchronized void put(Cell cell, int seconds, long seed, Side side, Figures figures)
      throws IOException {
    String key = key(cell, seconds, seed, side);
    all.put(key, figures);
    Files.writeString(
        file, key + ": " + figures + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
