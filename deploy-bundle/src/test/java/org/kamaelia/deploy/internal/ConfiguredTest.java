package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredTest {
  private final Logger logger = Logger.getLogger("org.kamaelia.deploy");
  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
  }

  @Test
  void aChangeHoldsAndIsTold() {
    var configured = new Configured(Map.of());
    var told = new ArrayList<Integer>();
    configured.onChange(() -> told.add(configured.policy().keep()));
    configured.update(Map.of("keep", "3"));
    configured.update(Map.of("keep", "3"));
    configured.update(Map.of());
    assertThat(told).containsExactly(3, 5);
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .startsWith("org.kamaelia.deploy: signatures = off, protocolsOnly = no, keep = 3, unload");
  }

  @Test
  void aWrongValueKeepsTheOldOnesAndIsNamed() {
    var configured = new Configured(Map.of("keep", "3"));
    configured.update(Map.of("keep", "none"));
    assertThat(configured.policy().keep()).isEqualTo(3);
    assertThat(lines)
        .containsExactly(
            "org.kamaelia.deploy: keep = none: is not a number from 1 to 999; it stays as it was");
  }

  @ParameterizedTest
  @CsvSource({"signatures, requre", "signatures, require", "signatures, warn"})
  void ifTheFirstOneAsksForSignaturesAndIsWrongNothingIsDeployed(String name, String value) {
    var configured = new Configured(Map.of(name, value));
    assertThat(configured.policy().fault()).startsWith("signatures = " + value + ": ");
    assertThat(lines.getFirst()).endsWith("; nothing is deployed until that is right");
    configured.update(Map.of("signatures", "off"));
    assertThat(configured.policy().fault()).isEmpty();
  }

  @Test
  void ifTheFirstOneIsOtherwiseWrongTheStandardHolds() {
    assertThat(new Configured(Map.of("keep", "0")).policy()).isEqualTo(Policy.STANDARD);
    assertThat(lines)
        .containsExactly(
            "org.kamaelia.deploy: keep = 0: is not a number from 1 to 999; all is standard");
  }
}
