package org.kamaelia.lab;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Runs a plan, or one run of it. */
@Command(
    name = "run",
    description = {
      "Runs an experiment and writes a report.",
      "What is there already is not run again, so an ended run goes on where it was."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:all runs are good", "1:some failed, or the plan is wrong"})
final class RunCommand implements Callable<Integer> {
  private static final int MOST_ROWS = 40;
  private static final int MOST_COLUMNS = 5;
  private static final int MOST_OUTLIERS = 3;

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Main main;

  @Parameters(
      paramLabel = "PLAN",
      description = "A plan's file, a plan of the lab's, or an experiment by its name or class.")
  @SuppressWarnings("NullAway.Init")
  private String what;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Sets a parameter of the experiment.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(names = "--seeds", paramLabel = "N", description = "How many seeds.")
  private @Nullable Integer seeds;

  @Option(names = "--jobs", paramLabel = "N", description = "How many runs at a time.")
  private @Nullable Integer jobs;

  @Option(names = "--output", paramLabel = "DIR", description = "Where the results go.")
  private @Nullable Path output;

  @Option(
      names = "--only",
      paramLabel = "CELL",
      description = "Runs one cell, with --seed, again, and shows what it measures.")
  private @Nullable String only;

  @Option(names = "--seed", paramLabel = "N", description = "The seed for --only.")
  private @Nullable Long seed;

  @Option(names = "--keep", description = "With --only, keeps the run's files and curves.")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Experiments known = main.experiments();
    Plan plan = plan(known);
    Laboratory laboratory =
        new Laboratory(
            plan, known.loader(), Versions.here(main.classPath()), System.out, Main.isTerminal());
    return only != null || seed != null || keep ? replay(plan, laboratory) : all(plan, laboratory);
  }

  private Plan plan(Experiments known) throws IOException {
    Path file = Path.of(what);
    boolean isFile = Files.exists(file) || what.endsWith(".yaml") || what.endsWith(".yml");
    Plan plan = isFile ? PlanFile.read(file, known, set) : named(known);
    return new Plan(
        plan.name(),
        plan.text(),
        plan.experiments(),
        plan.cells(),
        plan.variants(),
        seeds == null ? plan.seeds() : PlanFile.series(plan.seeds().getFirst(), positive(seeds)),
        plan.until(),
        plan.confidence(),
        plan.repeat(),
        plan.bound(),
        jobs == null ? plan.jobs() : positive(jobs),
        output == null ? plan.output() : output);
  }

  /** Of what is no file; a folder will have it. */
  private String name(Experiments known) {
    List<Experiment> found = known.find(what);
    return found.size() == 1 ? found.getFirst().name() : what.replace("*", "all");
  }

  /** A plan that comes with the lab, or an experiment without one. */
  private Plan named(Experiments known) throws IOException {
    Optional<String> shipped = ShippedPlans.text(what);
    return shipped.isPresent()
        ? PlanFile.read(what, what + ".yaml", shipped.get(), known, set)
        : PlanFile.read(name(known), "command line", "experiment: '" + what + "'\n", known, set);
  }

  private static int positive(int number) {
    if (number < 1) {
      throw new PlanProblem("--seeds and --jobs are 1 or more, not " + number);
    }
    return number;
  }

  /** The command that runs this plan. */
  private String command() {
    String words =
        set.entrySet().stream()
            .map(each -> " --set " + Figures.quoted(each.getKey() + "=" + each.getValue()))
            .collect(Collectors.joining());
    String classes =
        main.classPath().stream()
            .map(each -> " --classpath " + Figures.quoted(each + ""))
            .collect(Collectors.joining());
    String where = output == null ? "" : " --output " + Figures.quoted(output + "");
    String many = seeds == null ? "" : " --seeds " + seeds;
    return "./kamaelia lab run " + Figures.quoted(what) + classes + words + many + where;
  }

  private int all(Plan plan, Laboratory laboratory) throws IOException, InterruptedException {
    System.out.printf(
        "%s: %s with %s, %d at a time, into %s%n",
        plan.name(),
        Figures.many(plan.cells().size(), "cell"),
        Figures.many(plan.seeds().size(), "seed"),
        plan.jobs(),
        plan.output());
    Results results = laboratory.run(command());
    table(results);
    for (Results.Outlier each : results.outliers().stream().limit(MOST_OUTLIERS).toList()) {
      System.out.printf(
          "outlier: %s, seed %d: %s is %s, the median %s%n  %s%n",
          each.cell().id(),
          each.seed(),
          each.measure(),
          Figures.number(each.value()),
          Figures.number(each.median()),
          Report.again(command(), each.cell().id(), each.seed()));
    }
    for (Outcome each : results.failed()) {
      System.out.printf(
          "failed: %s, seed %d: %s%n  %s%n",
          each.cell(),
          each.seed(),
          each.error(),
          Report.again(command(), each.cell(), each.seed()));
    }
    System.out.println("report: " + plan.output().resolve("report.html"));
    return results.failed().isEmpty() ? 0 : 1;
  }

  private static void table(Results results) {
    List<Column> header = new ArrayList<>(List.of(column("cell", HorizontalAlign.LEFT)));
    header.add(column("runs", HorizontalAlign.RIGHT));
    List<String> measures =
        results.measures().keySet().stream()
            .filter(each -> !results.isNothing(each))
            .limit(MOST_COLUMNS)
            .toList();
    measures.forEach(
        each ->
            header.add(
                column(
                    Figures.named(each, results.measures().get(each) + ""),
                    HorizontalAlign.RIGHT)));
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : results.settings().cells().stream().limit(MOST_ROWS).toList()) {
      List<String> row = new ArrayList<>(List.of(cell.id(), results.of(cell).size() + ""));
      measures.forEach(each -> row.add(Figures.interval(results.summary(cell, each))));
      rows.add(row);
    }
    System.out.println(
        AsciiTable.builder()
            .border(AsciiTable.NO_BORDERS)
            .data(
                header.toArray(Column[]::new),
                rows.stream().map(row -> row.toArray(String[]::new)).toArray(String[][]::new))
            .asString());
    int more = results.settings().cells().size() - MOST_ROWS;
    int wider = results.measures().size() - MOST_COLUMNS;
    if (more > 0 || wider > 0) {
      System.out.println("and more, in the report");
    }
  }

  private static Column column(String header, HorizontalAlign side) {
    return new Column().header(header).headerAlign(side).dataAlign(side).maxWidth(60);
  }

  private int replay(Plan plan, Laboratory laboratory) throws IOException, InterruptedException {
    if (only == null || seed == null) {
      throw new PlanProblem("--only, --seed and --keep: a run has a cell and a seed, name both");
    }
    Cell cell = plan.cell(only);
    Path files =
        plan.output().resolve("files", cell.id().replaceAll("[^A-Za-z0-9.=%-]+", "_"), "" + seed);
    if (keep) {
      Files.createDirectories(files);
    }
    Outcome outcome = laboratory.replay(cell, seed, keep ? files : null);
    if (outcome.failed()) {
      System.out.println("failed: " + outcome.error() + "\n" + outcome.stack());
    }
    outcome
        .measures()
        .forEach(
            (name, measure) ->
                System.out.printf(
                    "%s: %s %s%n", name, Figures.number(measure.value()), measure.unit()));
    if (keep) {
      Files.writeString(files.resolve("run.json"), Json.pretty(Json.map(outcome)));
      System.out.println("files: " + files);
    }
    return agrees(plan, cell, outcome) && !outcome.failed() ? 0 : 1;
  }

  /** Whether it measures what it did before, if it was run before. */
  private boolean agrees(Plan plan, Cell cell, Outcome outcome) throws IOException {
    if (!Files.exists(plan.output().resolve("settings.json"))) {
      return true;
    }
    for (Outcome before : RunFolder.outcomes(plan.output(), place -> false)) {
      if (before.cell().equals(cell.id())
          && before.seed() == outcome.seed()
          && !before.failed()
          && !before.measures().equals(outcome.measures())) {
        System.out.println("before it measured " + before.measures());
        return false;
      }
    }
    return true;
  }
}
