package org.kamaelia.console.internal;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Process;
import org.jline.builtins.Options;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jspecify.annotations.Nullable;

/**
 * A command line that is run again and again. At a terminal each look takes the place of the one
 * before; elsewhere they are printed one after the other.
 */
final class Watch {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final Sessions sessions;
  private final Speaker speaker;
  private final String line;
  private final Duration every;
  private final long times;

  private Watch(Sessions sessions, Speaker speaker, String line, Duration every, long times) {
    this.sessions = sessions;
    this.speaker = speaker;
    this.line = line;
    this.every = every;
    this.times = times;
  }

  static Watch of(Options options, Sessions sessions, CommandSession session) throws Refusal {
    String times = options.isSet("count") ? options.get("count") : "";
    if (!times.matches("([1-9][0-9]{0,8})?")) {
      throw new Refusal("-c takes a number, 1 at least, not " + Text.clean(times));
    }
    return new Watch(
        sessions,
        new Speaker(Audit.who(session), session.currentDir()),
        String.join(" ", options.args()),
        Command.seconds("-n", options.isSet("every") ? options.get("every") : "2"),
        times.isEmpty() ? Long.MAX_VALUE : Long.parseLong(times));
  }

  /**
   * Looks, and looks again, until there were enough looks or the thread is interrupted.
   *
   * @throws Exception if the first look fails
   */
  void run() throws Exception {
    Process process = Process.Utils.current();
    Screen screen =
        process.isTty(1)
                && Process.Utils.current().job().session().get(Shell.VAR_TERMINAL)
                    instanceof Terminal terminal
            ? new Redrawn(terminal)
            : new Printed(process);
    try {
      Look look = look();
      if (look.failure != null) {
        throw look.failure;
      }
      screen.show(look);
      for (long done = 1; done < times; done++) {
        Thread.sleep(every);
        screen.show(look());
      }
    } catch (InterruptedException e) {
      // Ctrl-C, or the client is gone: that is how it ends
    } finally {
      screen.close();
    }
  }

  /**
   * What the command showed.
   *
   * @param out its output
   * @param err what it said of errors
   * @param failure why it failed, null if it did not
   */
  private record Look(String out, String err, @Nullable Exception failure) {}

  /** In a session of its own, as a session keeps something of every command that it has run. */
  private Look look() throws InterruptedException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    CommandSession session = sessions.open(InputStream.nullInputStream(), out, err, speaker);
    String result = "";
    Exception failure = null;
    // by another thread: what this one starts, its job remembers
    var task = new FutureTask<@Nullable Object>(() -> session.execute(line));
    Thread.ofVirtual().name("kamaelia-watch").start(task);
    try {
      Object given = task.get();
      result = given == null ? "" : session.format(given, Converter.INSPECT) + "\n";
    } catch (ExecutionException e) {
      failure = e.getCause() instanceof Exception cause ? cause : e;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      failure = e;
    } finally {
      session.close();
    }
    return new Look(
        out.toString(StandardCharsets.UTF_8) + result,
        err.toString(StandardCharsets.UTF_8) + (failure == null ? "" : failure + "\n"),
        failure);
  }

  /** Where looks are shown. */
  private sealed interface Screen extends AutoCloseable {
    void show(Look look);

    @Override
    void close();
  }

  /** One after the other, with an empty line after those that are more than one. */
  private record Printed(Process process) implements Screen {
    @Override
    public void show(Look look) {
      process.err().print(look.err);
      process.out().print(look.out);
      if (look.out.lines().count() > 1) {
        process.out().println();
      }
      process.err().flush();
      process.out().flush();
    }

    @Override
    public void close() {}
  }

  /** Each in the place of the one before; as much of it as there is room for. */
  private final class Redrawn implements Screen {
    private final Terminal terminal;
    private final Display display;
    private boolean shown;

    Redrawn(Terminal terminal) {
      this.terminal = terminal;
      this.display = new Display(terminal, false);
    }

    @Override
    public void show(Look look) {
      Size size = terminal.getSize();
      display.resize(size.getRows(), size.getColumns());
      List<String> lines = new ArrayList<>();
      lines.add(
          "every %s: %s  %s"
              .formatted(
                  Text.duration(every),
                  Text.clean(line),
                  CLOCK.format(LocalTime.now(ZoneId.systemDefault()))));
      (look.out + look.err).lines().forEach(lines::add);
      int room = Math.max(2, size.getRows() - 1);
      if (lines.size() > room) {
        int more = lines.size() - room + 1;
        lines.subList(room - 1, lines.size()).clear();
        lines.add("… and %s more lines".formatted(Text.count(more)));
      }
      List<AttributedString> cut =
          lines.stream()
              .map(AttributedString::fromAnsi)
              .map(it -> it.columnSubSequence(0, size.getColumns()))
              .toList();
      display.update(cut, size.cursorPos(cut.size() - 1, cut.getLast().columnLength()));
      terminal.flush();
      shown = true;
    }

    @Override
    public void close() {
      if (shown) {
        terminal.writer().println();
        terminal.flush();
      }
    }
  }
}
