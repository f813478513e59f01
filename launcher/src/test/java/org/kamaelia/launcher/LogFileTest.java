package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

  private static final String PADDING = "x".repeat(400);

  @TempDir Path temp;
  private Path file;

  @BeforeEach
  void file() {
    file = temp.resolve("a.log");
  }

  @Test
  void newestLinesAreUnderTheNameItself() throws IOException {
    try (LogFile log = new LogFile(file, 1000, 2)) {
      log(log, 1, 20);
    }
    assertThat(numbers(file).getLast()).isEqualTo(20);
    assertThat(numbers(temp.resolve("a.log.1")).getLast()).isEqualTo(numbers(file).getFirst() - 1);
  }

  @Test
  void sizeAndNumberOfFilesAreBounded() throws IOException {
    try (LogFile log = new LogFile(file, 1000, 2)) {
      log(log, 1, 50);
    }
    List<Path> files = Files.list(temp).sorted().toList();
    assertThat(files).containsExactly(file, temp.resolve("a.log.1"), temp.resolve("a.log.2"));
    assertThat(files).allSatisfy(f -> assertThat(Files.size(f)).isBetween(1L, 1000L));
  }

  @Test
  void fileIsGoneOnWithAfterARestart() throws IOException {
    for (int i = 1; i <= 3; i++) {
      try (LogFile log = new LogFile(file, 1000, 2)) {
        log(log, i, i);
      }
    }
    assertThat(numbers(temp.resolve("a.log.1"))).containsExactly(1, 2);
    assertThat(numbers(file)).containsExactly(3);
  }

  private static void log(LogFile log, int from, int to) {
    for (int i = from; i <= to; i++) {
      log.publish(new LogRecord(Level.INFO, i + " " + PADDING));
    }
  }

  private static List<Integer> numbers(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> Integer.valueOf(line.replaceAll(".*: (\\d+) x+", "$1")))
        .toList();
  }
}
