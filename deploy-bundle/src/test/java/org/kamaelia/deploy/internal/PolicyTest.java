package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  @TempDir private Path temp;

  @Test
  void theStandardLooksAtNoSignature() {
    Policy policy = Policy.of(Map.of("service.pid", Policy.PID, "trust", " "));
    assertThat(policy).isEqualTo(Policy.STANDARD);
    assertThat(policy.signatures()).isEmpty();
    assertThat(policy.signing()).isEqualTo(Signing.OFF);
    assertThat(policy.keep()).isEqualTo(5);
    assertThat(policy.protocolsOnly()).isFalse();
    assertThat(policy.unloadWithin()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void allIsRead() throws Exception {
    Path pem = new Keys(temp).make("self").pem(temp.resolve("trust.pem"), "self");
    Policy policy =
        Policy.of(
            Map.of(
                "signatures",
                "require",
                "trust",
                pem.toString(),
                "imports",
                List.of("a.b", "c.*"),
                "protocolsOnly",
                true,
                "keep",
                3,
                "unloadWithin",
                "500ms"));
    assertThat(policy.signing()).isEqualTo(Signing.REQUIRE);
    assertThat(policy.trust().orElseThrow().certificates()).hasSize(1);
    assertThat(policy.imports()).hasToString("a.b, c.*");
    assertThat(policy.protocolsOnly()).isTrue();
    assertThat(policy.keep()).isEqualTo(3);
    assertThat(policy.unloadWithin()).isEqualTo(Duration.ofMillis(500));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "signatures | requre | signatures = requre: is not off, warn or require",
        "signatures | require | signatures = require: needs trust, the file",
        "signatures | warn | signatures = warn: needs trust, the file",
        "trust | absent.pem | trust = absent.pem: absent.pem is not there",
        "imports | a..b | imports = a..b: a..b is not a package",
        "protocolsOnly | maybe | protocolsOnly = maybe: is not yes or no",
        "keep | 0 | keep = 0: is not a number from 1 to 999",
        "keep | 1000 | keep = 1000: is not a number",
        "unloadWithin | soon | unloadWithin = soon: is not a time such as",
        "signature | require | signature: no such setting; there are signatures, trust",
      })
  void whatIsWrongIsNamedWithItsValue(String name, String value, String message) {
    assertThatThrownBy(() -> Policy.of(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource({
    "a.b, a.b, true",
    "a.b, a.b.c, false",
    "a.b, a.bc, false",
    "a.*, a, true",
    "a.*, a.b.c, true",
    "a.*, ab, false",
    "*, anything.at.all, true",
  })
  void aStarStandsForWhatBeginsLikeThat(String pattern, String name, boolean contained) {
    assertThat(Packages.of(pattern).contain(name)).isEqualTo(contained);
  }

  @Test
  void theDocumentedTableIsTheOneInTheCode() throws IOException {
    String table =
        Policy.SETTINGS.stream()
            .map(
                it ->
                    "| `%s` | %s | %s | %s | what is deployed from then on |"
                        .formatted(it.name(), it.meaning(), it.values(), it.standard()))
            .collect(
                Collectors.joining(
                    "\n",
                    "| setting | what it means | values | standard | a change applies to |\n"
                        + "| --- | --- | --- | --- | --- |\n",
                    "\n"));
    assertThat(Files.readString(Path.of("../docs/signatures.md"))).contains(table);
  }
}
