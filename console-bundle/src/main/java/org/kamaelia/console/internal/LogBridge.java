package org.kamaelia.console.internal;

import java.lang.System.Logger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/**
 * What bundles say to OSGi's log service goes to the one log, under the bundle's name. The events
 * that the log service makes entries of by itself do not, unless one is a warning or worse.
 */
@Component(
    service = {},
    immediate = true)
public final class LogBridge implements LogListener {
  private final LogReaderService service;

  /** Made by the service component runtime, where there is a log service. */
  @Activate
  public LogBridge(@Reference LogReaderService service) {
    this.service = service;
    service.addLogListener(this);
  }

  /** Listens no more. */
  @Deactivate
  public void close() {
    service.removeLogListener(this);
  }

  @Override
  public void logged(LogEntry entry) {
    boolean event = entry.getLoggerName().startsWith("Events.");
    if (event && entry.getLogLevel().compareTo(LogLevel.WARN) > 0) {
      return;
    }
    System.getLogger(String.valueOf(entry.getBundle().getSymbolicName()))
        .log(level(entry.getLogLevel()), entry.getMessage(), entry.getException());
  }

  private static Logger.Level level(LogLevel level) {
    return switch (level) {
      case AUDIT, INFO -> Logger.Level.INFO;
      case ERROR -> Logger.Level.ERROR;
      case WARN -> Logger.Level.WARNING;
      case DEBUG -> Logger.Level.DEBUG;
      case TRACE -> Logger.Level.TRACE;
    };
  }
}
