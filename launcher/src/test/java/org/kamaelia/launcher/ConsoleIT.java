package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What scripts do with the console; the examples of docs/console.md are here. */
@Timeout(180)
class ConsoleIT {
  @TempDir Path temp;
  private Kamaelia kamaelia;

  @BeforeEach
  void start() throws Exception {
    kamaelia = new Kamaelia(temp);
    kamaelia.startDaemon();
  }

  @AfterEach
  void stop() throws IOException {
    kamaelia.close();
  }

  @Test
  void oneDocumentGoesThroughJq() throws Exception {
    String script =
        """
        kamaelia console -c 'listeners --json' | jq -r '.[] | select(.state == "serving") | .spec.name'
        """;
    assertThat(sh(script).out()).contains("echo\n", "time\n");
  }

  @Test
  void aScriptWaitsUntilAListenerServes() throws Exception {
    String script =
        """
        kamaelia console -c 'bind fortune 0 --name later'
        until kamaelia console -c 'diag later' >/dev/null; do sleep 0.2; done
        echo it serves
        """;
    Files.copy(
        Path.of(System.getProperty("kamaelia.fortune.jar")),
        kamaelia.base.resolve("deploy/fortune.jar"));
    Kamaelia.await(
        "the protocol is there", () -> kamaelia.console("protocols").contains("fortune"));
    assertThat(sh(script).out()).endsWith("it serves\n");
  }

  @Test
  void aChangeIsInTheAuditLogAndInTheServersLog() throws Exception {
    kamaelia.console("bind echo 0 --name audited");
    kamaelia.run("console", "-c", "unbind nobody");
    String line = ": bind echo 0 --name audited: listener audited serves echo";
    String audit = Files.readString(kamaelia.base.resolve("var/log/audit.log"));
    assertThat(audit)
        .containsPattern(System.getProperty("user.name") + " \\(console \\d+\\)" + line)
        .contains(": unbind nobody: refused: no listener nobody");
    assertThat(kamaelia.log()).contains(line);
  }

  @Test
  void aLookEachTimeIsALineOfJson() throws Exception {
    String script =
        """
        kamaelia console -c 'watch -n 0.1 -c 3 connections --json' | jq --unbuffered length
        """;
    assertThat(sh(script).out()).isEqualTo("0\n0\n0\n");
  }

  /** Runs a script in which {@code kamaelia console} is that of the test's server. */
  private Kamaelia.Result sh(String script) throws Exception {
    return kamaelia.tool(
        Path.of("/dev/null"),
        "sh",
        "-ec",
        "kamaelia() { command=\"$1\"; shift; %s \"$command\" --base %s \"$@\"; }\n%s"
            .formatted(kamaelia.dist.resolve("bin/kamaelia"), kamaelia.base, script));
  }
}
