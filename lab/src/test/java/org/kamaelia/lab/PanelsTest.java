package org.kamaelia.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PanelsTest {

  private static List<Panel> panels(String text) {
    Plan plan =
        PlanFile.read(
            "dice",
            "dice",
            "experiment: org.kamaelia.lab.Dice\n" + text,
            Experiments.of(List.of()),
            Map.of());
    List<Outcome> outcomes = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      outcomes.add(
          new Outcome(
              cell.id(), 1, 0, "", "", false, Map.of("mean", new Measure("s", 3)), Map.of()));
    }
    return Panels.of(new Results(Settings.of(plan, Map.of()), outcomes), "mean", "s");
  }

  @Test
  void numbersAreAcrossVariantsAreColoursAndTheRestHasPlotsOfItsOwn() {
    List<Panel> panels =
        panels(
            """
            sweep:
              mood: [fair, odd]
              plus: [0, 1, 2]
            compare: {few: {count: 1}, many: {count: 9}}
            """);
    assertThat(panels).extracting(Panel::title).containsExactly("mood fair", "mood odd");
    assertThat(panels.getFirst().across()).isEqualTo("plus (points)");
    assertThat(panels.getFirst().up()).isEqualTo("mean (s)");
    assertThat(panels.getFirst().numbers()).contains(List.of(0.0, 1.0, 2.0));
    assertThat(panels.getFirst().lines())
        .extracting(Panel.Line::name)
        .containsExactly("few", "many");
  }

  @Test
  void wordsAreAcrossIfThereAreNoNumbers() {
    Panel panel = panels("sweep: {link: {home: dsl, away: lte}}\n").getFirst();
    assertThat(panel.places()).containsExactly("home", "away");
    assertThat(panel.numbers()).isEmpty();
  }

  @Test
  void namesThatAreNumbersAreAScale() {
    Panel panel = panels("sweep: {link: {1 %: dsl loss=1%, 10 %: dsl loss=10%}}\n").getFirst();
    assertThat(panel.numbers()).contains(List.of(1.0, 10.0));
    assertThat(panel.across()).isEqualTo("link (%)");
  }

  @Test
  void aSingleCellIsOnePlace() {
    assertThat(panels("").getFirst().places()).hasSize(1);
  }

  @Test
  void timesAreInSecondsIfAllAreLong() {
    Optional<Parameter> time =
        Optional.of(Parameter.time("delay", Duration.ofMillis(20), "for nothing"));
    assertThat(Scale.of(time, List.of("20ms", "1s")))
        .contains(new Scale("ms", List.of(20.0, 1000.0)));
    assertThat(Scale.of(time, List.of("1500ms", "1min")))
        .contains(new Scale("s", List.of(1.5, 60.0)));
    assertThat(Scale.isLogarithmic(List.of(1.0, 10.0, 100.0))).isTrue();
    assertThat(Scale.isLogarithmic(List.of(1.0, 2.0, 3.0))).isFalse();
  }
}
