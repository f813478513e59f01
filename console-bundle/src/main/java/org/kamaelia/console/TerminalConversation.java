package org.kamaelia.console;

import java.io.IOException;
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
   * @param request {@code TERM COLUMNS ROWS LOG}
   * @throws IOException if it is not that
   */
  TerminalConversation(Sessions sessions, Wire wire, String who, Path history, String request)
      throws IOException {
    String[] words = request.split(" ", -1);
    if (words.length != 4) {
      throw new IOException("t with %s instead of TERM COLUMNS ROWS LOG".formatted(request));
    }
    // JLine asks a program of the system about types that it does not know
    String type = words[0].matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}") ? words[0] : "dumb";
    terminal =
        new LineDisciplineTerminal("kamaelia", type, wire.output('o'), StandardCharsets.UTF_8);
    terminal.setSize(size(words[1], words[2]));
    log = words[3].equals("log");
    session = sessions.open(terminal.input(), terminal.output(), terminal.output(), who);
    shell = sessions.shell();
    session.put(Shell.VAR_TERMINAL, terminal);
    session.put(Sessions.LEAVE, (Runnable) shell::stop);
    session.put(LineReader.HISTORY_FILE, history);
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
  public void hear(Wire.Frame frame) throws IOException {
    switch (frame.type()) {
      case 'i' -> terminal.processInputBytes(frame.payload());
      case 'w' -> {
        String[] words = frame.text().split(" ", -1);
        if (words.length != 2) {
          throw new IOException("w with %s instead of COLUMNS ROWS".formatted(frame.text()));
        }
        terminal.setSize(size(words[0], words[1]));
        terminal.raise(Terminal.Signal.WINCH);
      }
      default -> throw new IOException("a frame of type %s after t".formatted(frame.type()));
    }
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

  private static Size size(String columns, String rows) throws IOException {
    if (!columns.matches("[0-9]{1,4}") || !rows.matches("[0-9]{1,4}")) {
      throw new IOException("a window of %s by %s".formatted(columns, rows));
    }
    // a terminal that does not know its size says 0
    int width = Integer.parseInt(columns);
    int height = Integer.parseInt(rows);
    return new Size(width == 0 ? 80 : width, height == 0 ? 24 : height);
  }
}
