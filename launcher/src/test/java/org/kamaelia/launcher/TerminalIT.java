package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
  private Tmux terminal;

  @BeforeEach
  void open() throws Exception {
    kamaelia = new Kamaelia(temp);
    terminal = new Tmux(temp, kamaelia);
  }

  @AfterEach
  void end() throws Exception {
    try {
      terminal.close();
    } finally {
      kamaelia.close();
    }
  }

  @Test
  void foregroundServerHasAConsoleWhoseEndIsItsEnd() throws Exception {
    terminal.type(
        kamaelia.dist + "/bin/kamaelia start --base " + kamaelia.base + "; echo code $?", "Enter");
    terminal.await("serving, pid ");
    terminal.await(PROMPT);
    terminal.type("deploym", "Tab");
    terminal.await(PROMPT + "deployments");
    terminal.type("Enter");
    terminal.await("echo.jar");
    terminal.type("exit", "Enter");
    terminal.await("launcher: stopped\ncode 0\nsh> ");
    assertThat(kamaelia.run("status").exitCode()).isEqualTo(3);
    assertThatTheTerminalIsAsItWas();
  }

  @Test
  void terminalIsGivenBackWhenTheServerIsStoppedFromElsewhere() throws Exception {
    terminal.type(
        kamaelia.dist + "/bin/kamaelia start --base " + kamaelia.base + "; echo code $?", "Enter");
    terminal.await(PROMPT);
    assertThat(kamaelia.run("stop").exitCode()).isZero();
    terminal.await("launcher: stopped\ncode 0\nsh> ");
    assertThatTheTerminalIsAsItWas();
  }

  @Test
  void consoleOfADaemonIsLeftWithoutStoppingIt() throws Exception {
    kamaelia.startDaemon();
    terminal.type(
        kamaelia.dist + "/bin/kamaelia console --base " + kamaelia.base + "; echo code $?",
        "Enter");
    terminal.await(PROMPT);
    // for the server, as everything that is typed
    terminal.type("C-c");
    terminal.await("^C\n" + PROMPT);
    terminal.type("deployments", "Enter");
    terminal.await("echo.jar");
    terminal.type("C-d");
    terminal.await("code 0\nsh> ");
    assertThat(kamaelia.run("status").exitCode()).isZero();
    assertThatTheTerminalIsAsItWas();
  }

  private void assertThatTheTerminalIsAsItWas() throws Exception {
    terminal.type("clear; stty -a", "Enter");
    terminal.await("\nisig icanon iexten echo ");
    terminal.await(" icrnl ixon ");
    terminal.await("\nopost ");
  }
}
