package org.kamaelia.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShippedPlansTest {
  @Test
  void eachIsThereAndRight() throws IOException {
    Experiments known = Experiments.of(List.of());
    for (String name : ShippedPlans.NAMES) {
      String text = ShippedPlans.text(name).orElseThrow();
      Plan plan = PlanFile.read(name, name + ".yaml", text, known, Map.of());
      assertThat(plan.cells()).as(name).hasSizeGreaterThan(5);
    }
  }

  @Test
  void allCasesOfRfc8867AreInOne() throws IOException {
    String text = ShippedPlans.text("rfc8867").orElseThrow();
    Plan plan = PlanFile.read("rfc8867", "rfc8867.yaml", text, Experiments.of(List.of()), Map.of());
    assertThat(plan.experiments()).hasSize(11);
  }

  @Test
  void noOtherNameIsAPlan() throws IOException {
    assertThat(ShippedPlans.text("../secret")).isEmpty();
  }
}
