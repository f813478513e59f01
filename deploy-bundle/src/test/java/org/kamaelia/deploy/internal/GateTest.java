package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.deploy.Step;
import org.kamaelia.net.ListenerSpec;

class GateTest {
  @TempDir private static Path temp;
  private static Jar unsigned;
  private static Jar signed;
  private static String trust;

  private final List<String> lines = new ArrayList<>();
  private final Logger logger = Logger.getLogger("org.kamaelia.deploy");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeAll
  static void makeKeys() throws Exception {
    Keys keys = new Keys(temp).make("self");
    byte[] jar = SampleJar.of("x").bytes();
    unsigned = new Jar(Files.write(temp.resolve("unsigned.jar"), jar), "");
    signed = new Jar(Files.write(temp.resolve("signed.jar"), keys.sign(jar, "self")), "");
    trust = keys.pem(temp.resolve("trust.pem"), "self").toString();
  }

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
  }

  @Test
  void whatIsRequiredIsRefusedElse() throws Exception {
    Gate gate = gate(Map.of("signatures", "require", "trust", trust));
    assertThat(gate.signer(signed)).contains("signed by CN=self");
    Refused refused = catchThrowableOfType(Refused.class, () -> gate.signer(unsigned));
    assertThat(refused.step()).isEqualTo(Step.SIGNED);
    assertThat(refused.reason()).isEqualTo("signed: unsigned: nobody has signed it");
  }

  @Test
  void aWarningLetsItPass() throws Exception {
    Gate gate = gate(Map.of("signatures", "warn", "trust", trust));
    assertThat(gate.signer(signed)).contains("signed by CN=self");
    assertThat(gate.signer(unsigned)).contains("warning: unsigned: nobody has signed it");
  }

  @Test
  void whatIsOffIsNotLookedAt() throws Exception {
    assertThat(gate(Map.of("signatures", "off")).signer(unsigned)).isEmpty();
    assertThat(lines).isEmpty();
  }

  @Test
  void whatNobodyHasSaidIsWarnedOfOnceWhereOthersReachTheServer() throws Exception {
    Gate gate = gate(Map.of());
    for (int i = 0; i < 2; i++) {
      assertThat(gate.signer(unsigned).orElseThrow())
          .startsWith("signatures are not looked at, and x (0.0.0.0:1) listens beyond");
    }
    assertThat(lines).hasSize(1);
    var closed = new Gate(() -> Policy.STANDARD, Optional::empty, InstantSource.system());
    assertThat(closed.signer(unsigned)).isEmpty();
  }

  @Test
  void aFaultyConfigurationLetsNothingPass() {
    Gate gate = new Gate(() -> Policy.faulty("signatures = x: is not"), Optional::empty, null);
    assertThat(catchThrowableOfType(Refused.class, () -> gate.signer(signed)).reason())
        .isEqualTo(
            "signed: org.kamaelia.deploy: signatures = x: is not: nothing is deployed until that is"
                + " right");
  }

  @Test
  void aManifestThatMayNotBeIsNotValid() {
    var manifest = new Attributes();
    manifest.putValue("Import-Package", "org.kamaelia.net");
    assertThat(
            catchThrowableOfType(Refused.class, () -> gate(Map.of()).mustBeAllowed(manifest))
                .reason())
        .startsWith("valid: Provide-Capability: org.kamaelia.protocol is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1, false",
    "127.9.9.9:1, false",
    "[::1]:1, false",
    "udp:localhost:1, false",
    "unix:/tmp/x, false",
    "0.0.0.0:1, true",
    "[::]:1, true",
    "udp:192.0.2.1:1, true",
    "example.org:1, true",
  })
  void aListenerThatOthersReachIsNamed(String address, boolean exposed) {
    assertThat(Exposure.of(List.of(ListenerSpec.of("x", "echo", address))))
        .isEqualTo(
            exposed
                ? Optional.of("x (" + ListenerSpec.of("x", "echo", address).address() + ")")
                : Optional.empty());
  }

  private static Gate gate(Map<String, Object> configuration) {
    Policy policy = Policy.of(configuration);
    return new Gate(() -> policy, () -> Optional.of("x (0.0.0.0:1)"), InstantSource.system());
  }
}
