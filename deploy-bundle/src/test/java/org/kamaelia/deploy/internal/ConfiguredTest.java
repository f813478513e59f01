package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.deploy.internal.Configured.Fault;

class ConfiguredTest {
  private final Configured configured = new Configured();

  @Test
  void aChangeHoldsAndIsToldOnce() {
    var told = new ArrayList<Integer>();
    configured.onChange(() -> told.add(configured.policy().keep()));
    assertThat(configured.update(Map.of("keep", "3"))).isEmpty();
    assertThat(configured.update(Map.of("keep", "3"))).isEmpty();
    assertThat(configured.update(Map.of())).isEmpty();
    assertThat(told).containsExactly(3, 5);
  }

  @Test
  void aWrongValueKeepsTheOldOnesAndIsNamed() {
    configured.update(Map.of("keep", "3"));
    assertThat(configured.update(Map.of("keep", "none")))
        .contains(
            new Fault("keep", "keep = none: is not a number from 1 to 999; it stays as it was"));
    assertThat(configured.policy().keep()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"requre", "require", "warn"})
  void ifTheFirstOneAsksForSignaturesAndIsWrongNothingIsDeployed(String value) {
    Fault fault = configured.begin(Map.of("signatures", value)).orElseThrow();
    assertThat(fault.reason())
        .startsWith("signatures = " + value + ": ")
        .endsWith("; nothing is deployed until that is right");
    assertThat(configured.policy().fault()).startsWith("signatures = " + value + ": ");
    configured.update(Map.of("signatures", "off"));
    assertThat(configured.policy().fault()).isEmpty();
  }

  @Test
  void ifTheFirstOneIsOtherwiseWrongTheStandardHolds() {
    assertThat(configured.begin(Map.of("keep", "0")))
        .contains(new Fault("keep", "keep = 0: is not a number from 1 to 999; all is standard"));
    assertThat(configured.policy()).isEqualTo(Policy.STANDARD);
  }
}
