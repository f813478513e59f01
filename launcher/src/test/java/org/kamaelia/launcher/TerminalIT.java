package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command on a terminal, which tmux is. */
@Timeout(180)
class TerminalIT {

  private static final String PROMPT = "kamaelia> ";

  @TempDir Path temp;
  private Kamaelia kamaelia;

  @BeforeEach
  void terminal() throws Exception {
    kamaelia = new Kamaelia(temp);
    tmux("new-session", "-d", "-x", "120", "-y", "50", "env PS1='sh> ' sh");
    await("sh> ");
  }

  @AfterEach
  void end() throws Exception {
    try {
      tmux("kill-server");
    } finally {
      kamaelia.close();
    }
  }

  @Test
  void foregroundServerHasAConsoleWhoseEndIsItsEnd() throws Exception {
    type(kamaelia.dist + "/bin/kamaelia start --base " + kamaelia.base + "; echo code $?", "Enter");
    await("serving, pid ");
    await(PROMPT);
    type("deploym", "Tab");
    await(PROMPT + "deployments");
    type("Enter");
    await("echo.jar");
    type("exit", "Enter");
    await("launcher: stopped\ncode 0\nsh> ");
    assertThat(kamaelia.run("status").exitCode()).isEqualTo(3);
    assertThatTheTerminalIsAsItWas();
  }

  @Test
  void terminalIsGivenBackWhenTheServerIsStoppedFromElsewhere() throws Exception {
    type(kamaelia.dist + "/bin/kamaelia start --base " + kamaelia.base + "; echo code $?", "Enter");
    await(PROMPT);
    assertThat(kamaelia.run("stop").exitCode()).isZero();
    await("launcher: stopped\ncode 0\nsh> ");
    assertThatTheTerminalIsAsItWas();
  }

  @Test
  void consoleOfADaemonIsLeftWithoutStoppingIt() throws Exception {
    kamaelia.startDaemon();
    type(
        kamaelia.dist + "/bin/kamaelia console --base " + kamaelia.base + "; echo code $?",
        "Enter");
    await(PROMPT);
    // for the server, as everything that is typed
    type("C-c");
    await("^C\n" + PROMPT);
    type("deployments", "Enter");
    await("echo.jar");
    type("C-d");
    await("code 0\nsh> ");
    assertThat(kamaelia.run("status").exitCode()).isZero();
    assertThatTheTerminalIsAsItWas();
  }

  private void assertThatTheTerminalIsAsItWas() throws Exception {
    type("clear; stty -a", "Enter");
    await("\nisig icanon iexten echo ");
    await(" icrnl ixon ");
    await("\nopost ");
  }

  private void type(String... keys) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("send-keys"));
    words.addAll(List.of(keys));
    tmux(words.toArray(String[]::new));
  }

  private void await(String shown) throws Exception {
    String[] screen = {""};
    Kamaelia.await(
        () -> shown + " in " + screen[0],
        () -> {
          // tmux cuts the blanks at a line's end
          screen[0] = tmux("capture-pane", "-p").strip() + " ";
          return screen[0].contains(shown);
        });
  }

  private String tmux(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("tmux", "-S", temp.resolve("tmux").toString(), "-f", "/dev/null"));
    command.addAll(List.of(words));
    Kamaelia.Result result = kamaelia.tool(Path.of("/dev/null"), command.toArray(String[]::new));
    assertThat(result.exitCode()).as(result::toString).isZero();
    return result.out();
  }
}
