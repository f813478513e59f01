package org.kamaelia.benchmarks.parity;

import java.util.ArrayList;
import java.util.List;

/** The cells that are compared. */
final class Grid {
  static final List<Cell> FULL = full();

  static final List<Cell> SHORT =
      List.of(Cell.of("reno", 10, 10, 0.01, 50), Cell.of("cubic", 10, 10, 0.01, 50));

  private Grid() {}

  private static List<Cell> full() {
    List<Cell> cells = new ArrayList<>();
    for (String control : List.of("reno", "cubic")) {
      cells.add(Cell.of(control, 10, 10, 0, 50));
      cells.add(Cell.of(control, 10, 50, 0, 50));
      cells.add(Cell.of(control, 20, 20, 0, 30));
      cells.add(Cell.of(control, 10, 10, 0.005, 50));
      cells.add(Cell.of(control, 10, 10, 0.01, 50));
      cells.add(Cell.of(control, 10, 10, 0.03, 50));
      cells.add(Cell.of(control, 20, 5, 0.01, 50));
      cells.add(Cell.of(control, 5, 30, 0.01, 20));
      cells.add(Cell.of(control, 10, 50, 0.01, 200));
      cells.add(Cell.of(control, 20, 25, 0.002, 100));
    }
    cells.add(Cell.of("bbr", 10, 10, 0, 50));
    cells.add(Cell.of("bbr", 10, 10, 0.01, 50));
    cells.add(Cell.of("bbr", 10, 50, 0.01, 200));
    cells.add(Cell.of("bbr", 20, 20, 0.03, 30));
    return List.copyOf(cells);
  }
}
