package org.kamaelia.console;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A command that runs, or a session at a terminal.
 *
 * <p>Threading: one thread holds it; all else may come from any.
 */
@ProviderType
public interface Conversation {

  /**
   * Holds it, to its end. Once only.
   *
   * @return the exit code
   * @throws Exception if it did not come to its end
   */
  int hold() throws Exception;

  /**
   * Takes what was typed.
   *
   * @throws IOException if it reads nothing: commands that are run do not
   */
  void input(byte[] typed) throws IOException;

  /**
   * Takes the new size of the terminal.
   *
   * @throws IOException if there is no terminal
   */
  void resize(int columns, int rows) throws IOException;

  /** Ends a session where a command has ended; a command that is run goes on. */
  void leave();

  /** Ends it now, interrupting a command that runs; more than once does no harm. */
  void cut();
}
