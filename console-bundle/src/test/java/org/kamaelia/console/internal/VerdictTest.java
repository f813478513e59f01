package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ListenerSpec;

/** Why this one does not serve. */
class VerdictTest {
  private final FakeServer server = new FakeServer();
  private final FakeDeployer deployer = new FakeDeployer();

  private final Running running = new Running();

  @BeforeEach
  void fill() {
    running.server = server;
    running.deployer = deployer;
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aListenerThatServesSaysWhatItGives() throws Exception {
    server.protocol("echo", "1.0.0");
    server.bind(ListenerSpec.of("front", "echo", "127.0.0.1:7007"));
    Verdict verdict = Verdict.of(running, "front");
    assertThat(verdict.serves()).isTrue();
    assertThat(verdict.text())
        .isEqualTo("front serves\n  listener front serves echo 1.0.0 at 127.0.0.1:7007");
  }

  @Test
  void aListenerWhosePortIsTakenSaysSo() throws Exception {
    server.taken.add(7007);
    server.bind(ListenerSpec.of("front", "echo", "127.0.0.1:7007"));
    Verdict verdict = Verdict.of(running, "front");
    assertThat(verdict.serves()).isFalse();
    assertThat(verdict.text()).contains("Address already in use; `retry front` tries again");
  }

  @Test
  void aRangeThatNoVersionMeetsIsNamedWithWhatThereIs() throws Exception {
    server.protocol("echo", "1.0.0");
    server.wait("front", "echo", "[2.0,3.0)");
    assertThat(Verdict.of(running, "front").text())
        .isEqualTo(
            """
            front does not serve
              listener front waits: no echo in [2.0,3.0)
              echo 1.0.0 from org.kamaelia.protocol.echo is serving
              it takes versions: [2.0,3.0)\
            """);
  }

  @Test
  void aListenerWhoseProtocolIsNotThereNamesTheJarsThatWereRefused() throws Exception {
    server.wait("front", "echo", "any");
    deployer.deployments.add(
        new Deployment(
            "echo.jar",
            Deployment.State.REJECTED,
            "",
            "",
            0,
            "valid: exports a.b",
            Instant.now(),
            List.of()));
    assertThat(Verdict.of(running, "front").findings())
        .contains(
            "no bundle that runs brings the protocol echo",
            "echo.jar was rejected: valid: exports a.b");
  }

  @Test
  void aConfigurationThatIsWrongIsNamedWithItsLine() throws Exception {
    running.configurations =
        List.of(
            () ->
                List.of(
                    new ConfigurationProblem(
                        ListenerSpec.PID + "~front", "/etc/front.cfg", 3, "listener front: no")));
    server.bind(ListenerSpec.of("front", "echo", "127.0.0.1:7007"));
    assertThat(Verdict.of(running, "front").findings())
        .first()
        .isEqualTo("/etc/front.cfg, line 3: listener front: no");
  }

  @Test
  void aProtocolThatNoListenerAsksForSaysHowToBindIt() throws Exception {
    server.protocol("echo", "1.0.0");
    assertThat(Verdict.of(running, "echo").findings())
        .contains("no listener asks for it; `bind echo PORT` makes one");
    assertThatThrownBy(() -> Verdict.of(running, "ecoh"))
        .hasMessage("no listener or protocol ecoh; did you mean echo?");
  }
}
