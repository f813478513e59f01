package org.kamaelia.benchmarks.parity;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Prints how near the simulated TCP is to the kernel's; see {@code benchmarks/README.md}. */
public final class Parity {
  private final Settings settings;
  private final Kept kept;

  private Parity(Settings settings) throws IOException {
    this.settings = settings;
    kept = new Kept(settings.file());
  }

  /** What was asked for. */
  private record Settings(
      List<Cell> cells, List<Side> sides, int seeds, int losses, int atOnce, Path file) {

    static Settings of(List<String> words) throws IOException {
      int seeds = 8;
      int losses = 400;
      int atOnce = 4;
      Path file = Path.of(System.getProperty("benchmarks.home", "."), "target", "parity.txt");
      List<Side> sides = new ArrayList<>(List.of(Side.values()));
      List<Cell> cells = Grid.FULL;
      for (int i = 0; i < words.size(); i++) {
        switch (words.get(i)) {
          case "--short" -> {
            cells = Grid.SHORT;
            seeds = 4;
            losses = 40;
          }
          case "--seeds" -> seeds = Integer.parseInt(words.get(++i));
          case "--losses" -> losses = Integer.parseInt(words.get(++i));
          case "--at-once" -> atOnce = Integer.parseInt(words.get(++i));
          case "--file" -> file = Path.of(words.get(++i));
          case "--without" -> sides.remove(Side.valueOf(words.get(++i).toUpperCase()));
          default -> {
            String word = words.get(i);
            cells = cells.stream().filter(cell -> cell.toString().contains(word)).toList();
          }
        }
      }
      for (Side side : List.copyOf(sides)) {
        if (!side.isHere()) {
          System.err.println("without " + side.title() + ", which this machine does not have");
          sides.remove(side);
        }
      }
      return new Settings(cells, sides, seeds, losses, atOnce, file);
    }
  }

  /** Measures what is not measured yet, and prints a table. */
  public static void compare(List<String> words) throws Exception {
    Settings settings = Settings.of(words);
    new Parity(settings).compare();
  }

  private void compare() throws Exception {
    System.out.println(Table.head(settings.sides()));
    try (ExecutorService several = Executors.newFixedThreadPool(settings.atOnce())) {
      for (Cell cell : settings.cells()) {
        int each = Math.max(1, settings.losses() / settings.seeds());
        int seconds = cell.seconds(each);
        List<List<Figures>> all = new ArrayList<>();
        for (Side side : settings.sides()) {
          all.add(measure(several, cell, seconds, side));
        }
        System.out.println(Table.row(cell, seconds, settings.sides(), all));
      }
    }
  }

  private List<Figures> measure(ExecutorService several, Cell cell, int seconds, Side side)
      throws Exception {
    List<Future<Figures>> runs = new ArrayList<>();
    for (long seed = 1; seed <= settings.seeds(); seed++) {
      long its = seed;
      runs.add(several.submit(() -> figures(cell, seconds, its, side)));
    }
    List<Figures> all = new ArrayList<>();
    for (Future<Figures> run : runs) {
      try {
        all.add(run.get());
      } catch (ExecutionException e) {
        throw new IOException("%s, %s: %s".formatted(cell, side.title(), e.getCause()), e);
      }
    }
    return all;
  }

  /** Ours takes no time, and changes: it is always measured anew. */
  private Figures figures(Cell cell, int seconds, long seed, Side side) throws IOException {
    @Nullable Figures known = side == Side.OURS ? null : kept.get(cell, seconds, seed, side);
    if (known != null) {
      return known;
    }
    Figures figures = side.run(cell, seed, seconds);
    kept.put(cell, seconds, seed, side, figures);
    return figures;
  }
}
