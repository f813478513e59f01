package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.launcher.Kamaelia.Result;

/** SSH as its document says it is had, with OpenSSH's client; the commands are the document's. */
@Timeout(300)
class SshIT {
  private static final String PORT = "7022";
  private static final String PROMPT = "kamaelia> ";

  @TempDir static Path temp;
  private static Kamaelia kamaelia;
  private static int port;

  /** The document's ways to log in: the console, a command, commands of the input. */
  private static List<String> ways;

  @BeforeAll
  static void start() throws Exception {
    List<String> blocks = Document.blocks("ssh.md", "");
    kamaelia = new Kamaelia(temp);
    port = Kamaelia.freePort();
    succeed("%s/bin/kamaelia start --daemon --base .".formatted(kamaelia.dist));
    assertThat(kamaelia.log()).doesNotContain("ssh at");
    assertThat(kamaelia.base.resolve("var/ssh")).doesNotExist();

    assertThat(blocks.get(0)).startsWith("ssh-keygen");
    succeed(blocks.get(0));
    assertThat(blocks.get(1)).isEqualTo("address = 127.0.0.1:7022\n");
    configure(blocks.get(1));
    await("it listens", () -> kamaelia.log().contains("ssh at /127.0.0.1:" + port));
    assertThat(blocks.get(2)).startsWith("echo");
    succeed(here(blocks.get(2)));
    ways = List.of(blocks.get(3).split("\n(?=ssh)"));
    assertThat(ways).hasSize(3).allMatch(way -> way.startsWith("ssh -i anna "));
  }

  @AfterAll
  static void end() throws IOException {
    kamaelia.close();
  }

  @Test
  void aCommandHasItsOutputItsErrorsAndItsExitCode() throws Exception {
    Result listeners = shell(here(ways.get(1)));
    assertThat(listeners.exitCode()).as(listeners::toString).isZero();
    assertThat(listeners.out()).startsWith("[{").contains("\"echo\"");
    assertThat(listeners.err()).isEmpty();

    Result unknown = shell(command("listenerz"));
    assertThat(unknown.exitCode()).isEqualTo(127);
    assertThat(unknown.err()).contains("listeners");
    assertThat(unknown.out()).isEmpty();

    Result refused = shell(command("unbind nothing"));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("no listener nothing");
  }

  @Test
  void commandsOfTheInputRunUpToTheFirstThatFails() throws Exception {
    Result diag = shell(here(ways.get(2)));
    assertThat(diag.exitCode()).as(diag::toString).isZero();
    assertThat(diag.out()).isNotBlank();
    Result failed =
        shell(here(ways.get(2)).replace("diag", "listeners\nunbind nothing\nprotocols"));
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out()).contains("LISTENER").doesNotContain("VERSION  PORT");
  }

  @Test
  void whatChangesSomethingIsInTheLogWithTheKeysName() throws Exception {
    int other = Kamaelia.freePort();
    Result bound = shell(command("bind echo 127.0.0.1:" + other + " --name audited"));
    assertThat(bound.exitCode()).as(bound::toString).isZero();
    assertThat(kamaelia.log())
        .containsPattern(
            "audit: anna@laptop \\(SHA256:[^,]+, ssh user [^,]+, from 127\\.0\\.0\\.1:\\d+\\): bind"
                + " echo 127\\.0\\.0\\.1:"
                + other);
  }

  @Test
  void whoseKeyIsNotInTheFileIsRefused() throws Exception {
    succeed("ssh-keygen -q -t ed25519 -N '' -C stranger -f stranger");
    Result stranger = shell(command("diag").replace("-i anna", "-i stranger"));
    assertThat(stranger.exitCode()).isEqualTo(255);
    assertThat(stranger.err()).contains("Permission denied (publickey)");
    String print = succeed("ssh-keygen -lf stranger.pub").split(" ")[1];
    await(
        "it is logged",
        () -> kamaelia.log().matches("(?s).*no login from 127.*\\Q" + print + "\\E.*"));
  }

  @Test
  void whoHasNoKeyIsRefusedWhateverElseTheyTry() throws Exception {
    Result none =
        shell(
            command("diag")
                .replace(
                    "-i anna",
                    "-o PubkeyAuthentication=no -o NumberOfPasswordPrompts=1"
                        + " -o PreferredAuthentications=password,keyboard-interactive"));
    assertThat(none.exitCode()).isEqualTo(255);
    assertThat(none.err()).contains("Permission denied (publickey)");
  }

  @Test
  void otherKindsOfKeysDoAsWell() throws Exception {
    for (String kind : List.of("ecdsa -b 384", "rsa -b 3072")) {
      String name = kind.substring(0, 3);
      succeed("ssh-keygen -q -t %s -N '' -C %s -f %s".formatted(kind, name, name));
      succeed("cat %s.pub >>etc/authorized_keys".formatted(name));
      Result result = shell(command("listeners").replace("-i anna", "-i " + name));
      assertThat(result.exitCode()).as(result::toString).isZero();
    }
  }

  @Test
  void aKeyThatIsTakenOutOfTheFileIsOfNoUseAtOnce() throws Exception {
    succeed("ssh-keygen -q -t ed25519 -N '' -C gone -f gone");
    succeed("cp etc/authorized_keys before; cat gone.pub >>etc/authorized_keys");
    String login = command("listeners").replace("-i anna", "-i gone");
    assertThat(shell(login).exitCode()).isZero();
    succeed("grep -v gone etc/authorized_keys >kept; cp kept etc/authorized_keys");
    assertThat(shell(login).exitCode()).isEqualTo(255);
  }

  @Test
  void portsFilesAndVariablesAreNotHandedOn() throws Exception {
    Result forward =
        shell(
            command("listeners")
                .replace("-p ", "-o ExitOnForwardFailure=yes -R 0:127.0.0.1:1 -p "));
    assertThat(forward.exitCode()).isEqualTo(255);
    Result stdio =
        shell(command("").replace("-p ", "-W 127.0.0.1:" + kamaelia.port("echo") + " -p "));
    assertThat(stdio.exitCode()).isEqualTo(255);
    Result sftp = shell(command("sftp").replace("-p ", "-s -p "));
    assertThat(sftp.exitCode()).isEqualTo(255);
  }

  @Test
  void wrongConfigurationLeavesWhatWas() throws Exception {
    configure("address = 127.0.0.1:7022\nidleTimeout = long\n");
    await("it is named", () -> kamaelia.log().contains("idleTimeout = long"));
    Result diag = shell(command("diag"));
    assertThat(diag.exitCode()).isZero();
    assertThat(diag.out())
        .contains("org.kamaelia.ssh.cfg, line 2: ", "idleTimeout = long", "ssh stays as it was");
    assertThat(shell(command("help ssh")).out())
        .contains("  idleTimeout = 0\n    How long nothing may come or go");
    assertThat(shell(command("help deploy")).out()).contains("  keep = 5\n    How many jars");
    configure("address = 127.0.0.1:7022\n");
  }

  @Test
  void theHostKeyIsTheSameAfterARestart() throws Exception {
    Path key = kamaelia.base.resolve("var/ssh/host_key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    succeed("%s/bin/kamaelia stop --base .".formatted(kamaelia.dist));
    succeed("%s/bin/kamaelia start --daemon --base .".formatted(kamaelia.dist));
    await("it is there", () -> shell(command("listeners")).exitCode() == 0);
  }

  @Test
  void theConsoleAtATerminalEditsCompletesAndKnowsItsSize() throws Exception {
    try (Tmux terminal = new Tmux(temp, kamaelia)) {
      terminal.type(inBase(here(ways.get(0))) + "; echo code $?", "Enter");
      terminal.await(PROMPT);
      terminal.type("deploym", "Tab");
      terminal.await(PROMPT + "deployments");
      terminal.type("Enter");
      terminal.await("echo.jar");
      terminal.type("C-c");
      terminal.await("^C\n" + PROMPT);
      terminal.type("Up");
      terminal.await(PROMPT + "deployments");
      terminal.type("C-c");
      terminal.run("resize-window", "-x", "60", "-y", "20");
      terminal.type("exit", "Enter");
      terminal.await("code 0\nsh> ");
    }
  }

  /** The document's command, with another in its place. */
  private static String command(String line) {
    return here(ways.get(1)).replace("listeners --json", line);
  }

  /** For the port that there is, and never asking the user. */
  private static String here(String command) {
    return command.strip().replace(PORT, "" + port).replace("ssh -i", "ssh -o BatchMode=yes -i");
  }

  private static void configure(String settings) throws IOException {
    Files.writeString(
        kamaelia.base.resolve("etc/org.kamaelia.ssh.cfg"), settings.replace(PORT, "" + port));
  }

  private static String succeed(String command) throws Exception {
    Result result = shell(command);
    assertThat(result.exitCode()).as(result::toString).isZero();
    return result.out();
  }

  private static Result shell(String command) throws IOException, InterruptedException {
    return kamaelia.tool(Path.of("/dev/null"), "sh", "-c", inBase(command));
  }

  private static String inBase(String command) {
    return "cd '%s' && %s".formatted(kamaelia.base, command);
  }
}
