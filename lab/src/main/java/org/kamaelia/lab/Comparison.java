package org.kamaelia.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Two folders of results as if they were two variants of one plan.
 *
 * @param notes what a reader should know of it
 */
record Comparison(Results results, Curves curves, List<String> notes) {

  /**
   * Reads both.
   *
   * @throws PlanProblem if they have no cell in common
   */
  static Comparison of(Path first, Path second) throws IOException {
    Settings before = RunFolder.settings(first);
    Settings after = RunFolder.settings(second);
    String one = name(first, second);
    String other = name(second, first);
    Set<String> common = before.cells().stream().map(Cell::id).collect(Collectors.toSet());
    common.retainAll(after.cells().stream().map(Cell::id).collect(Collectors.toSet()));
    if (common.isEmpty()) {
      throw new PlanProblem("%s and %s have no cell in common".formatted(first, second));
    }
    List<Cell> cells = new ArrayList<>();
    for (Cell each : before.cells()) {
      if (common.contains(each.id())) {
        Cell its = after.cells().stream().filter(it -> it.id().equals(each.id())).findAny().get();
        cells.add(as(each, one));
        cells.add(as(its, other));
      }
    }
    Map<String, List<Parameter>> parameters = new LinkedHashMap<>(after.parameters());
    parameters.putAll(before.parameters());
    Settings both =
        new Settings(
            one + " and " + other,
            "",
            before.summaries(),
            parameters,
            cells,
            List.of(one, other),
            before.confidence(),
            versions(before, after, one, other));
    Curves curves =
        places -> {
          Collection<Outcome> all = renamed(first, before, one, common, places);
          all.addAll(renamed(second, after, other, common, places));
          return all;
        };
    Results results = new Results(both, curves.read(Set.of()));
    return new Comparison(results, curves, notes(before, after, common.size()));
  }

  /** The shortest name that tells it from the other folder. */
  private static String name(Path folder, Path other) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    Path its = other.toAbsolutePath().normalize().getFileName();
    return last == null || last.equals(its) ? folder.toString() : last.toString();
  }

  /** A cell's variant before becomes a part of where it is. */
  private static Cell as(Cell cell, String variant) {
    Map<String, String> at = new LinkedHashMap<>(cell.at());
    if (!cell.variant().isEmpty()) {
      at.put("variant", cell.variant());
    }
    return new Cell(cell.id(), cell.experiment(), at, variant, cell.values());
  }

  private static Collection<Outcome> renamed(
      Path folder, Settings settings, String variant, Set<String> common, Set<Curves.Place> places)
      throws IOException {
    Map<String, String> names =
        settings.cells().stream()
            .filter(each -> common.contains(each.id()))
            .collect(Collectors.toMap(Cell::id, each -> as(each, variant).id()));
    return RunFolder.outcomes(
            folder,
            place ->
                places.contains(
                    new Curves.Place(names.getOrDefault(place.cell(), ""), place.seed())))
        .stream()
        .filter(each -> names.containsKey(each.cell()))
        .map(each -> each.of(names.getOrDefault(each.cell(), "")))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static Map<String, String> versions(
      Settings before, Settings after, String one, String other) {
    Map<String, String> versions = new LinkedHashMap<>();
    before.versions().forEach((name, version) -> versions.put(name + " of " + one, version));
    after.versions().forEach((name, version) -> versions.put(name + " of " + other, version));
    return versions;
  }

  private static List<String> notes(Settings before, Settings after, int common) {
    List<String> notes = new ArrayList<>();
    int most = Math.max(before.cells().size(), after.cells().size());
    if (common < most) {
      notes.add("%d of %d cells are in both".formatted(common, most));
    }
    before.refuses(after).ifPresent(reason -> notes.add("settings differ: " + reason));
    return notes;
  }
}
