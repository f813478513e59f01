package org.kamaelia.ssh;

import java.io.BufferedReader;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.kamaelia.console.Console;
import org.kamaelia.console.Conversation;

/**
 * What a client has asked for: a command, or a session at the console; without a terminal, commands
 * from the input up to the first that fails. It is held on a thread of its own.
 */
final class ConsoleCommand implements Command {
  private static final Logger LOG = System.getLogger("org.kamaelia.ssh");
  private static final int FAILED = 1;
  private static final int CTRL_C = 3;

  private final Console console;

  /** The command; empty for a session. */
  private final String line;

  @SuppressWarnings("NullAway.Init")
  private InputStream in;

  @SuppressWarnings("NullAway.Init")
  private OutputStream out;

  @SuppressWarnings("NullAway.Init")
  private OutputStream err;

  @SuppressWarnings("NullAway.Init")
  private ExitCallback exit;

  private volatile @Nullable Conversation conversation;
  private volatile boolean over;

  ConsoleCommand(Console console, String line) {
    this.console = console;
    this.line = line;
  }

  @Override
  public void setInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public void setOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void setErrorStream(OutputStream err) {
    this.err = err;
  }

  @Override
  public void setExitCallback(ExitCallback callback) {
    this.exit = callback;
  }

  @Override
  public void start(ChannelSession channel, Environment environment) {
    String who = Who.of(channel.getSession());
    Thread.ofVirtual().name("kamaelia ssh " + who).start(() -> run(who, environment));
  }

  /** The client is gone, or the server stops. */
  @Override
  public void destroy(ChannelSession channel) {
    over = true;
    Conversation now = conversation;
    if (now != null) {
      now.cut();
    }
  }

  private void run(String who, Environment environment) {
    int code = FAILED;
    try {
      // other variables are refused
      String terminal = environment.getEnv().get(Environment.ENV_TERM);
      if (!line.isEmpty()) {
        code = terminal == null ? hold(console.run(line, who, out, err)) : runAtTerminal(who);
      } else {
        code = terminal == null ? script(who) : session(who, terminal, environment);
      }
      out.flush();
      err.flush();
    } catch (Exception e) {
      // cut short, most often
      LOG.log(Level.DEBUG, who, e);
    }
    exit.onExit(code);
  }

  private int session(String who, String terminal, Environment environment) throws Exception {
    Conversation session =
        console.open(
            terminal,
            number(environment, Environment.ENV_COLUMNS),
            number(environment, Environment.ENV_LINES),
            who,
            out);
    environment.addSignalListener((channel, signal) -> resize(session, environment), Signal.WINCH);
    Thread.ofVirtual().name("kamaelia ssh reads").start(() -> type(session));
    return hold(session);
  }

  private static void resize(Conversation session, Environment environment) {
    try {
      session.resize(
          number(environment, Environment.ENV_COLUMNS), number(environment, Environment.ENV_LINES));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "resizing", e);
    }
  }

  /** Gives the session what is typed; the end of that is its end. */
  private void type(Conversation session) {
    byte[] some = new byte[4096];
    try {
      for (int n = in.read(some); n > 0; n = in.read(some)) {
        session.input(Arrays.copyOf(some, n));
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "reading", e);
    }
    session.cut();
  }

  /**
   * The client has set its terminal so that it does nothing by itself: Ctrl-C and ends of lines are
   * ours.
   */
  private int runAtTerminal(String who) throws Exception {
    OutputStream screen = new Screen(out);
    Conversation command = console.run(line, who, screen, screen);
    Thread.ofVirtual()
        .name("kamaelia ssh reads")
        .start(
            () -> {
              try {
                for (int key = in.read(); key >= 0; key = in.read()) {
                  if (key == CTRL_C) {
                    command.cut();
                  }
                }
              } catch (IOException e) {
                LOG.log(Level.DEBUG, "reading", e);
              }
            });
    return hold(command);
  }

  private int script(String who) throws Exception {
    var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    int code = 0;
    for (String next = lines.readLine(); next != null && code == 0; next = lines.readLine()) {
      if (!next.isBlank()) {
        code = hold(console.run(next, who, out, err));
      }
    }
    return code;
  }

  private int hold(Conversation opened) throws Exception {
    conversation = opened;
    if (over) {
      opened.cut();
    }
    return opened.hold();
  }

  private static int number(Environment environment, String name) {
    String text = String.valueOf(environment.getEnv().get(name));
    return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
  }

  /** A terminal at which a new line does not go back to the left by itself. */
  private static final class Screen extends FilterOutputStream {
    Screen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      if (one == '\n') {
        out.write('\r');
      }
      out.write(one);
    }
  }
}
