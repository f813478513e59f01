package org.kamaelia.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A folder with runs: their settings, and a line for each that is over. Of several lines of a cell
 * and seed the last one counts.
 */
final class RunFolder implements AutoCloseable {
  private static final String SETTINGS = "settings.json";
  private static final String RUNS = "runs.jsonl";

  private final Path folder;
  private final FileChannel runs;
  private final Map<Curves.Place, Outcome> outcomes = new LinkedHashMap<>();

  private RunFolder(Path folder, FileChannel runs) {
    this.folder = folder;
    this.runs = runs;
  }

  /**
   * Opens a folder to add runs to it; it is made if it is not there.
   *
   * @throws PlanProblem if there are runs with other settings in it, or if it is in use
   */
  static RunFolder open(Path folder, Settings settings) throws IOException {
    Files.createDirectories(folder);
    FileChannel runs =
        FileChannel.open(
            folder.resolve(RUNS),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (runs.tryLock() == null) {
        throw new PlanProblem(folder + " is in use by another lab");
      }
    } catch (OverlappingFileLockException e) {
      throw new PlanProblem(folder + " is in use");
    }
    RunFolder open = new RunFolder(folder, runs);
    if (Files.exists(folder.resolve(SETTINGS)) && runs.size() > 0) {
      Optional<String> reason = settings(folder).refuses(settings);
      if (reason.isPresent()) {
        runs.close();
        throw new PlanProblem(
            "%s has runs with other settings: %s. Give another --output, or delete that folder"
                .formatted(folder, reason.get()));
      }
      open.load();
    }
    Files.writeString(folder.resolve(SETTINGS), Json.pretty(settings.toMap()));
    return open;
  }

  /** The settings of a folder's runs. */
  static Settings settings(Path folder) throws IOException {
    Path file = folder.resolve(SETTINGS);
    if (!Files.exists(file)) {
      throw new PlanProblem(folder + " has no runs of a lab: there is no " + SETTINGS);
    }
    return Settings.of(Json.map(Files.readString(file)));
  }

  /** The outcomes of a folder, with those of their curves that are asked for. */
  static Collection<Outcome> outcomes(Path folder, Predicate<Curves.Place> curves)
      throws IOException {
    Map<Curves.Place, Outcome> outcomes = new LinkedHashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(folder.resolve(RUNS))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Outcome outcome = Json.outcome(line);
        Curves.Place place = outcome.place();
        outcomes.put(place, curves.test(place) ? outcome : outcome.light());
      }
    }
    return outcomes.values();
  }

  /** Reads what is there, and cuts off a line that was not written to its end. */
  private void load() throws IOException {
    long whole = runs.size();
    ByteBuffer last = ByteBuffer.allocate(1);
    while (whole > 0 && runs.read(last.clear(), whole - 1) == 1 && last.get(0) != '\n') {
      whole--;
    }
    runs.truncate(whole);
    for (Outcome each : outcomes(folder, place -> false)) {
      outcomes.put(each.place(), each);
    }
    runs.position(whole);
  }

  /** The outcome of a cell with a seed. */
  Optional<Outcome> outcome(String cell, long seed) {
    return Optional.ofNullable(outcomes.get(new Curves.Place(cell, seed)));
  }

  /** All outcomes, without curves. */
  Collection<Outcome> outcomes() {
    return outcomes.values();
  }

  /** Adds one. */
  void add(Outcome outcome) {
    try {
      ByteBuffer line = StandardCharsets.UTF_8.encode(Json.line(outcome) + "\n");
      while (line.hasRemaining()) {
        runs.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder, e);
    }
    outcomes.put(outcome.place(), outcome.light());
  }

  @Override
  public void close() throws IOException {
    runs.close();
  }
}
