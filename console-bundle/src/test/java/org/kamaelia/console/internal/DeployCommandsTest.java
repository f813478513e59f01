package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.deploy.Leak;
import org.kamaelia.deploy.Step;

/** The commands about jars, with a deployer that does as it is told. */
@Timeout(120)
class DeployCommandsTest extends ContainerTest {
  private static final String ECHO = "org.kamaelia.protocol.echo";

  @BeforeAll
  static void start() throws Exception {
    jar("echo-1.1.0.jar", ECHO);
    jar("bad.jar", ECHO + ";singleton:=true");
    jar("other.jar", "org.other");
    Files.writeString(folder.resolve("text.jar"), "no jar");
  }

  @BeforeEach
  void reset() {
    container.deployer.reset();
    container.deployer.deployments.add(
        FakeDeployer.running(
            "echo.jar",
            ECHO,
            "1.0.0",
            List.of(FakeDeployer.passed(Step.WHOLE), FakeDeployer.passed(Step.MOVE))));
    container.deployer.kept.addAll(
        List.of(
            FakeDeployer.kept("echo.jar", 2, "1.0.0", true),
            FakeDeployer.kept("echo.jar", 1, "0.9.0", false)));
  }

  @Test
  void aFileIsShownWithItsStepsAndWhatIsKept() throws Exception {
    assertThat(run("deployments echo.jar").out())
        .isEqualTo(
            """
            echo.jar runs org.kamaelia.protocol.echo 1.0.0

            STEP   OUTCOME  TOOK
            whole  passed   7 ms
            move   passed   7 ms

            KEPT  BUNDLE                      VERSION  FIRST RAN             NOW   SHA-256
               2  org.kamaelia.protocol.echo  1.0.0    2026-11-26T06:00:00Z  runs  0123456789ab
               1  org.kamaelia.protocol.echo  0.9.0    2026-11-26T06:00:00Z        0123456789ab
            """);
    container.deployer.deployments.clear();
    assertThat(run("deployments echo.jar").out()).startsWith("echo.jar is not there any more");
    container.deployer.kept.clear();
    assertThat(run("deployments echo.jar").err())
        .isEqualTo("no deployment echo.jar; there is none at all\n");
  }

  @Test
  void aPlanTellsWhatWouldHappen() throws Exception {
    var answer = run("plan " + folder + "/echo-1.1.0.jar");
    assertThat(answer.out())
        .isEqualTo(
            """
            org.kamaelia.protocol.echo 1.1.0 as echo.jar would be deployed

            STEP   OUTCOME  TOOK
            whole  passed   7 ms
            valid  passed   7 ms

            it would replace org.kamaelia.protocol.echo 1.0.0 (9); 3 connections would be told to finish

            LISTENER  PROTOCOL  FROM   TO
            echo      echo      1.0.0  1.1.0
            """);
    assertThat(answer.code()).isZero();
  }

  @Test
  void aPlanThatWouldBeRefusedIsShownAndIsNoSuccess() throws Exception {
    for (String json : List.of("", " --json")) {
      var answer = run("plan " + folder + "/bad.jar" + json);
      assertThat(answer.out()).contains("exports a.b");
      assertThat(answer.err()).isEmpty();
      assertThat(answer.code()).isEqualTo(1);
    }
  }

  @Test
  void aSwapTellsItsStepsOnTheErrorStreamAsTheyPass() throws Exception {
    container.deployer.gate = new CountDownLatch(1);
    try (Operator operator = new Operator(socket)) {
      operator.send('d', folder.toString());
      operator.send('r', "swap echo-1.1.0.jar --json");
      operator.expectError("  whole      passed       7 ms\n");
      assertThat(operator.screen()).isEmpty();
      container.deployer.gate.countDown();
      assertThat(operator.exitCode()).isZero();
      assertThat(operator.screen()).startsWith("{\"file\":\"echo.jar\"").contains("\"1.1.0\"");
      assertThat(operator.errors()).endsWith("  move       passed       7 ms\n");
    }
    assertThat(run("swap " + folder + "/other.jar").out())
        .isEqualTo("other.jar runs org.kamaelia.protocol.echo 1.1.0\n");
  }

  @Test
  void aSwapThatIsRefusedChangesNothingAndSaysSo() throws Exception {
    assertThat(run("swap " + folder + "/bad.jar"))
        .isEqualTo(
            new Operator.Answer(1, "", "echo.jar: valid: exports a.b; nothing has changed\n"));
    assertThat(run("swap " + folder + "/none.jar").err())
        .isEqualTo("no file " + folder + "/none.jar\n");
    container.deployer.deployments.add(FakeDeployer.running("also.jar", ECHO, "1.0.0", List.of()));
    assertThat(run("swap " + folder + "/echo-1.1.0.jar").err())
        .isEqualTo(ECHO + " runs for echo.jar and also.jar: say with --as which of them\n");
    assertThat(run("swap " + folder + "/echo-1.1.0.jar --as also.jar").out())
        .startsWith("also.jar runs");
    assertThat(run("swap " + folder + "/text.jar").out()).startsWith("text.jar runs");
  }

  @Test
  void aRollbackGoesToWhatIsKept() throws Exception {
    assertThat(run("rollback echo.jar").out()).contains("1.0.0");
    assertThat(run("rollback echo.jar --to 1").out()).contains("0.1");
    assertThat(run("rollback echo.jar --to 7").err())
        .isEqualTo("number 7 of echo.jar is not kept\n");
    assertThat(run("rollback echo.jar --to one").err()).isEqualTo("--to takes a number, not one\n");
    assertThat(run("rollback ehco.jar").err())
        .isEqualTo("no deployment ehco.jar; did you mean echo.jar?\n");
  }

  @Test
  void aLeakIsNamedWithWhoHoldsOn() throws Exception {
    assertThat(run("leaks").out()).isEqualTo("no leaks\n");
    assertThat(run("leaks --heap").err()).isEqualTo("the heap cannot be searched: no room\n");
    container.deployer.leaks.add(new Leak(ECHO, "1.0.0", Instant.now(), List.of()));
    assertThat(run("leaks").out()).contains(ECHO, "who is not known: `leaks --heap` searches");
    assertThat(run("leaks --heap --json").out()).contains("\"holders\":[\"thread pump\"]");
    assertThat(run("diag").out())
        .isEqualTo(
            ECHO
                + " 1.0.0 was removed, and its classes are still held by who is not known:"
                + " `leaks --heap` searches\n");
  }

  private static void jar(String name, String bundle) throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Bundle-SymbolicName", bundle);
    try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      new JarOutputStream(out, manifest).close();
    }
  }

  private static Operator.Answer run(String line) throws Exception {
    return Operator.run(socket, line);
  }
}
