package org.kamaelia.launcher;

import java.io.IOException;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Where log lines go: to a file in {@code var/log}, and to standard error unless it is quiet. Those
 * that tell who changed what are in a file of their own as well, which other lines do not push out.
 */
final class Logging {

  private static final long BYTES = 10_000_000;
  private static final int OLD = 5;

  /** The logger of whatever makes a change; held, or it could be collected with its handler. */
  private static final Logger AUDIT = Logger.getLogger("org.kamaelia.audit");

  private final ConsoleHandler terminal;

  private Logging(ConsoleHandler terminal) {
    this.terminal = terminal;
  }

  /** Takes over the JVM's logging. Must come before the framework: gogo replaces System.err. */
  static Logging start(Base base) throws IOException {
    LogFile file = new LogFile(base.logFile(), BYTES, OLD);
    ConsoleHandler terminal = new ConsoleHandler();
    terminal.setFormatter(LogFormat.forTerminal());
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(terminal);
    root.addHandler(file);
    AUDIT.addHandler(new LogFile(base.auditFile(), BYTES, OLD));
    System.Logger uncaught = System.getLogger("uncaught");
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) ->
            uncaught.log(System.Logger.Level.ERROR, "thread " + thread.getName() + " ended", e));
    return new Logging(terminal);
  }

  /** Whether log lines stay away from standard error. */
  void quiet(boolean quiet) {
    terminal.setLevel(quiet ? Level.OFF : Level.ALL);
  }
}
