package org.kamaelia.launcher;

import java.lang.System.Logger.Level;
import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;

/** The framework's own messages, as lines of our log. */
final class FelixLog extends Logger {

  private static final System.Logger LOG = System.getLogger("felix");

  @Override
  protected void doLog(int level, String message, @Nullable Throwable thrown) {
    Level as =
        switch (level) {
          case LOG_ERROR -> Level.ERROR;
          case LOG_WARNING -> Level.WARNING;
          case LOG_INFO -> Level.INFO;
          default -> Level.DEBUG;
        };
    LOG.log(as, message, thrown);
  }
}
