package org.kamaelia.console.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.jline.reader.LineReader;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.kamaelia.console.Conversation;

/**
 * An interactive session: Gogo's shell at a terminal whose other end is the client. Line editing,
 * completion and history are done here.
 */
final class TerminalConversation implements Conversation {
  private static final String GREETING =
      "Kamaelia. `help` lists the commands, `diag` says what is wrong; Ctrl-D leaves.";

  private final LineDisciplineTerminal terminal;
  private final CommandSession session;
  private final Shell shell;
  private final boolean log;
  private final CountDownLatch held = new CountDownLatch(1);

  /**
   * Opens the terminal.
   *
   * @param type as TERM names it
   * @param log whether the server's log appears above the prompt
   */
  TerminalConversation(
      Sessions sessions,
      String type,
      int columns,
      int rows,
      Speaker speaker,
      OutputStream out,
      boolean log) {
    this.log = log;
    // JLine asks a program of the system about types that it does not know
    String known = type.matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}") ? type : "dumb";
    try {
      terminal = new LineDisciplineTerminal("kamaelia", known, out, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("it only has pipes", e);
    }
    terminal.setSize(size(columns, rows));
    session = sessions.open(terminal.input(), terminal.output(), terminal.output(), speaker);
    shell = sessions.shell();
    session.put(Shell.VAR_TERMINAL, terminal);
    session.put(Sessions.LEAVE, (Runnable) shell::stop);
    Path history = sessions.history();
    if (history != null) {
      session.put(LineReader.HISTORY_FILE, history);
    }
  }

  /** A size; a terminal that does not know its own says 0. */
  private static Size size(int columns, int rows) {
    return new Size(columns == 0 ? 80 : columns, rows == 0 ? 24 : rows);
  }

  @Override
  public int hold() throws Exception {
    try (var _ = log ? LogAbove.start(this::above) : null) {
      above(GREETING);
      shell.gosh(session, new String[] {"--login", "--noshutdown", "--nohistory"});
      return 0;
    } finally {
      session.close();
      held.countDown();
    }
  }

  @Override
  public void input(byte[] typed) throws IOException {
    terminal.processInputBytes(typed);
  }

  @Override
  public void resize(int columns, int rows) {
    terminal.setSize(size(columns, rows));
    terminal.raise(Terminal.Signal.WINCH);
  }

  @Override
  public void leave() {
    shell.stop();
    if (session.foregroundJob() == null) {
      interrupt();
    }
  }

  @Override
  public void cut() {
    shell.stop();
    session.close();
    interrupt();
    try {
      // it has not seen the interrupt if it was just between two prompts
      held.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      terminal.close();
    } catch (IOException e) {
      throw new AssertionError("it only has pipes", e);
    }
  }

  private void interrupt() {
    try {
      terminal.raise(Terminal.Signal.INT);
    } catch (IllegalStateException e) {
      // It was closed before.
    }
  }

  /** Prints above the prompt, if there is one now. */
  private void above(String text) {
    LineReader reader = Shell.getReader(session);
    if (reader != null) {
      reader.printAbove(text);
    } else {
      terminal.writer().println(text);
      terminal.flush();
    }
  }
}
