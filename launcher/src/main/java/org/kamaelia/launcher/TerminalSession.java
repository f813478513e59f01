package org.kamaelia.launcher;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.EnumSet;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/**
 * The user's terminal, lent to a session of the server's console, which does the editing: every
 * byte goes there as it is typed, Ctrl-C too.
 */
final class TerminalSession implements Closeable {

  private final ConsoleClient client;
  private final Terminal terminal;

  private TerminalSession(ConsoleClient client, Terminal terminal) {
    this.client = client;
    this.terminal = terminal;
  }

  /** Whether there is a terminal to lend. */
  @SuppressWarnings("SystemConsoleNull") // some JDKs have one that is no terminal, some have none
  static boolean possible() {
    java.io.Console console = System.console();
    return console != null && console.isTerminal();
  }

  /**
   * Opens a session.
   *
   * @param log whether the server's log lines appear in it
   */
  static TerminalSession open(Path socket, boolean log) throws IOException {
    ConsoleClient client = ConsoleClient.connect(socket);
    try {
      // signals stay as they are: they are the server's, where this is its process
      Terminal terminal =
          TerminalBuilder.builder().system(true).dumb(false).nativeSignals(false).build();
      Size size = terminal.getSize();
      client.from(Path.of(""));
      client.openTerminal(terminal.getType(), size.getColumns(), size.getRows(), log);
      return new TerminalSession(client, terminal);
    } catch (IOException | IllegalStateException e) {
      client.close();
      throw new IOException("no session on this terminal: " + e.getMessage(), e);
    }
  }

  /**
   * Runs the session until it ends on either side; the terminal is then as it was.
   *
   * @return its exit code
   */
  int run() throws IOException {
    Attributes before = terminal.getAttributes();
    terminal.setAttributes(raw(before));
    try {
      var _ = Signals.register("WINCH", this::resize);
      Thread.ofPlatform().name("keys").daemon().start(this::pump);
      return client.copy(terminal.output(), terminal.output());
    } finally {
      terminal.setAttributes(before);
      terminal.close();
    }
  }

  private static Attributes raw(Attributes before) {
    Attributes raw = new Attributes(before);
    raw.setInputFlags(EnumSet.of(InputFlag.ICRNL, InputFlag.INLCR, InputFlag.IXON), false);
    raw.setOutputFlag(OutputFlag.OPOST, false);
    raw.setLocalFlags(
        EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO, LocalFlag.IEXTEN, LocalFlag.ISIG), false);
    return raw;
  }

  private void resize() {
    Size size = terminal.getSize();
    try {
      client.resize(size.getColumns(), size.getRows());
    } catch (IOException e) {
      close();
    }
  }

  private void pump() {
    // not closed: it is the process's
    InputStream keys = new FileInputStream(FileDescriptor.in);
    byte[] buffer = new byte[4096];
    try {
      for (int n = keys.read(buffer); n > 0; n = keys.read(buffer)) {
        client.input(buffer, n);
      }
    } catch (IOException e) {
      // the session has ended
    }
    close();
  }

  /** Ends the session, from any thread. */
  @Override
  public void close() {
    client.close();
  }
}
