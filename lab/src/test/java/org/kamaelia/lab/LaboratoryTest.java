package org.kamaelia.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaboratoryTest {
  private static final Experiments KNOWN = Experiments.of(List.of());
  private static final Map<String, String> VERSIONS = Map.of("code", "1");

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Plan plan(String text) {
    return PlanFile.read(
        "dice",
        "dice.yaml",
        "experiment: org.kamaelia.lab.Dice\noutput: '" + folder.resolve("out") + "'\n" + text,
        KNOWN,
        Map.of());
  }

  private Results run(String text) throws IOException, InterruptedException {
    return run(text, VERSIONS);
  }

  private Results run(String text, Map<String, String> versions)
      throws IOException, InterruptedException {
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Laboratory(plan(text), KNOWN.loader(), versions, print, false).run("the command");
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private Path file(String name) {
    return folder.resolve("out").resolve(name);
  }

  @Test
  void eachCellIsRunWithEachSeedAndSummedUp() throws Exception {
    Results results = run("sweep: {count: [5, 50]}\nseeds: 8\n");
    assertThat(results.failed()).isEmpty();
    assertThat(results.outcomes()).hasSize(16);
    Cell few = results.settings().cells().getFirst();
    Cell many = results.settings().cells().getLast();
    assertThat(results.summary(few, "mean").count()).isEqualTo(8);
    assertThat(results.summary(many, "mean").mean()).isBetween(3.0, 4.0);
    assertThat(results.summary(many, "mean").half())
        .isLessThan(results.summary(few, "mean").half());
    assertThat(said()).contains("16 of 16 runs");
    assertThat(Files.readAllLines(file("runs.csv")))
        .hasSize(17)
        .startsWith("cell,experiment,count,seed,mean (points),sum (points),error");
    assertThat(file("summary.csv")).content().contains("count=50,dice,50,mean,points,8,");
    assertThat(file("summary.json")).content().contains("\"median\"");
    assertThat(file("report.html")).content().contains("<svg").doesNotContain("<script", "src=");
  }

  @Test
  void variantsAreComparedSeedBySeed() throws Exception {
    Results results =
        run("seeds: 5\nsweep: {count: [5]}\ncompare: {plain: {plus: 0}, rich: {plus: 2}}\n");
    Results.Difference mean = results.differences().getFirst();
    assertThat(mean.measure()).isEqualTo("mean");
    assertThat(mean.paired().mean()).isCloseTo(2, within(1e-9));
    assertThat(mean.paired().half()).as("no chance is left in it").isLessThan(1e-9);
    assertThat(mean.first().half()).isGreaterThan(0.1);
    assertThat(file("differences.csv")).content().contains("count=5,mean,points,plain,rich,");
  }

  @Test
  void whatIsThereIsNotRunAgain() throws Exception {
    run("seeds: 3\nrepeat: 0\n");
    int before = Dice.RUNS.get();
    Results results = run("seeds: 5\nrepeat: 0\n");
    assertThat(Dice.RUNS.get() - before).isEqualTo(2);
    assertThat(results.outcomes()).hasSize(5);
    assertThat(said()).contains("done before: 3 runs");
  }

  @Test
  void aLineThatWasCutOffIsRunAgain() throws Exception {
    run("seeds: 3\nrepeat: 0\n");
    byte[] whole = Files.readAllBytes(file("runs.jsonl"));
    Files.write(file("runs.jsonl"), Arrays.copyOf(whole, whole.length - 10));
    Results results = run("seeds: 3\nrepeat: 0\n");
    assertThat(results.outcomes()).hasSize(3);
    assertThat(Files.readAllLines(file("runs.jsonl"))).hasSize(3);
  }

  @Test
  void runsWithOtherSettingsAreNotMixed() throws Exception {
    run("seeds: 2\n");
    assertThatExceptionOfType(PlanProblem.class)
        .isThrownBy(() -> run("seeds: 2\nset: {plus: 3}\n"))
        .withMessageContaining("in dice, plus was 0 and is 3");
    assertThatExceptionOfType(PlanProblem.class)
        .isThrownBy(() -> run("seeds: 2\n", Map.of("code", "2")))
        .withMessageContaining("the code has changed: it was 1 and is 2");
    assertThatExceptionOfType(PlanProblem.class)
        .isThrownBy(() -> run("seeds: 2\nsweep: {count: [1]}\n"))
        .withMessageContaining("the cell dice is no longer there");
  }

  @Test
  void aRunThatThrowsIsListedAndTheOthersGoOn() throws Exception {
    Results results = run("seeds: 4\nset: {mood: throws}\n");
    assertThat(results.failed()).extracting(Outcome::seed).containsExactly(2L, 4L);
    assertThat(results.failed().getFirst().stack()).contains("the table fell over", "Dice.run");
    assertThat(results.of(results.settings().cells().getFirst())).hasSize(2);
    assertThat(file("report.html")).content().contains("2 runs failed");
    assertThat(said()).contains("4 of 4 runs, 2 failed");
  }

  @Test
  void aRunThatTakesTooLongIsEnded() throws Exception {
    Results results = run("seeds: 1\nbound: 50ms\nset: {mood: slow}\n");
    assertThat(results.failed().getFirst().error()).isEqualTo("took more than 50ms");
  }

  @Test
  void aRunThatMeasuresSomethingElseTheSecondTimeFails() throws Exception {
    Results results = run("seeds: 1\nset: {mood: unsound}\n");
    assertThat(results.failed().getFirst().error())
        .startsWith("run twice with the same seed, it differs: mean was ");
  }

  @Test
  void seedsAreAddedUntilTheIntervalIsNarrow() throws Exception {
    Results results =
        run("seeds: 3\nuntil: {measure: mean, within: 5%, at-most: 200}\nset: {count: 20}\n");
    Cell cell = results.settings().cells().getFirst();
    Summary mean = results.summary(cell, "mean");
    assertThat(mean.count()).isBetween(4, 100);
    assertThat(mean.half()).isLessThan(0.05 * mean.mean());
    assertThatExceptionOfType(PlanProblem.class)
        .isThrownBy(
            () -> run("until: {measure: maen, within: 5%, at-most: 20}\nset: {count: 20}\n"))
        .withMessage("until: no run measured \"maen\": did you mean mean?");
  }

  @Test
  void aRunFarFromTheOthersIsNamed() throws Exception {
    Results results = run("seeds: 10\nset: {mood: odd, count: 100}\n");
    assertThat(results.outliers()).hasSize(1);
    assertThat(results.outliers().getFirst().seed()).isEqualTo(5);
    assertThat(file("report.html")).content().contains("the command --only dice --seed 5 --keep");
  }

  @Test
  void aRunCanBeRunAgainAlone() throws Exception {
    Plan plan = plan("seeds: 3\n");
    Results results = run("seeds: 3\n");
    Outcome again =
        new Laboratory(plan, KNOWN.loader(), VERSIONS, System.out, false)
            .replay(plan.cell("dice"), 2, folder);
    assertThat(again.measures())
        .isEqualTo(results.of(results.settings().cells().getFirst()).get(1).measures());
    assertThatExceptionOfType(PlanProblem.class)
        .isThrownBy(() -> plan.cell("dcie"))
        .withMessage("no cell \"dcie\": did you mean dice?");
  }

  @Test
  void twoFoldersAreComparedCellByCell() throws Exception {
    run("seeds: 4\nsweep: {count: [5, 10]}\n");
    Path other = folder.resolve("other");
    Files.move(folder.resolve("out"), other);
    run("seeds: 4\nsweep: {count: [5]}\nset: {plus: 1}\n");
    Comparison comparison = Comparison.of(other, folder.resolve("out"));
    assertThat(comparison.results().differences()).hasSize(2);
    Results.Difference mean = comparison.results().differences().getFirst();
    assertThat(mean.paired().mean()).isCloseTo(1, within(1e-9));
    assertThat(comparison.notes())
        .contains("1 of 2 cells are in both")
        .anyMatch(note -> note.contains("settings differ"));
  }

  @Test
  void aFolderInUseIsRefused() throws Exception {
    Settings settings = Settings.of(plan(""), VERSIONS);
    try (RunFolder held = RunFolder.open(folder.resolve("out"), settings)) {
      assertThatExceptionOfType(PlanProblem.class)
          .isThrownBy(() -> RunFolder.open(folder.resolve("out"), settings))
          .withMessageContaining("is in use");
      assertThat(held.outcomes()).isEmpty();
    }
  }

  @Test
  void theSettingsOfAFolderAreReadAsTheyWere() throws Exception {
    Plan plan =
        plan("sweep: {link: {home: dsl, other: lte}}\ncompare: {a: {plus: 1}, b: {plus: 2}}");
    Settings settings = Settings.of(plan, VERSIONS);
    RunFolder.open(folder.resolve("out"), settings).close();
    assertThat(RunFolder.settings(folder.resolve("out"))).isEqualTo(settings);
  }
}
