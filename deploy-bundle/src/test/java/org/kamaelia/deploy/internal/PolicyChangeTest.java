package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Deployment.State;
import org.kamaelia.deploy.Step;
import org.kamaelia.deploy.StepReport;

/** What the operator says, and what becomes of jars. */
class PolicyChangeTest extends DeployingTest {
  @Test
  void whatIsRefusedForTheOperatorsPolicyRunsWhenThatAllowsIt() throws Exception {
    Keys keys = new Keys(temp).make("self");
    String trust = keys.pem(temp.resolve("trust.pem"), "self").toString();
    start();
    it.configured.update(Map.of("signatures", "require", "trust", trust));
    it.put("a.jar", SampleJar.of("a"));
    Deployment refused = it.await("a.jar", State.REJECTED);
    assertThat(refused.reason()).isEqualTo("signed: unsigned: nobody has signed it");
    assertThat(refused.steps().getLast())
        .extracting(StepReport::step, StepReport::remark)
        .containsExactly(Step.SIGNED, "unsigned: nobody has signed it");
    it.put("b.jar", keys.sign(SampleJar.of("b").bytes(), "self"));
    Deployment b = it.await("b.jar", State.RUNNING);
    assertThat(signed(b)).containsExactly("signed by CN=self");

    it.configured.update(Map.of("signatures", "warn", "trust", trust));
    Deployment a = it.await("a.jar", State.RUNNING);
    assertThat(signed(a)).containsExactly("warning: unsigned: nobody has signed it");

    // what runs goes on
    it.configured.update(Map.of("signatures", "require", "trust", trust));
    assertThat(it.deployment("a.jar")).isEqualTo(a);
  }

  @Test
  void aProtocolThatSaysWhatItMayNotIsNotValid() throws Exception {
    start();
    SampleJar protocol =
        SampleJar.of("a")
            .header("Provide-Capability", "org.kamaelia.protocol;org.kamaelia.protocol=x")
            .header("Export-Package", "org.x");
    it.put("a.jar", protocol);
    assertThat(it.await("a.jar", State.REJECTED).reason())
        .startsWith("valid: Export-Package: org.x: a protocol exports nothing");
    it.configured.update(Map.of("protocolsOnly", "yes"));
    it.put("a.jar", SampleJar.of("library"));
    it.await(() -> it.deployment("a.jar").reason().startsWith("valid: no protocol: there is no"));
    it.put("a.jar", protocol.header("Export-Package", null));
    it.await("a.jar", State.RUNNING);
  }

  private static Stream<String> signed(Deployment deployment) {
    return deployment.steps().stream()
        .filter(report -> report.step() == Step.SIGNED)
        .map(StepReport::remark);
  }
}
