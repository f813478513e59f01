package org.kamaelia.console;

import java.io.IOException;

/** What a client asked for: a command, or a terminal. */
sealed interface Conversation permits LineConversation, TerminalConversation {

  /**
   * Holds it, to its end.
   *
   * @return the exit code
   */
  int hold() throws Exception;

  /**
   * Takes what the client sends meanwhile; from the thread that reads it.
   *
   * @throws IOException if that is nothing that it may send
   */
  void hear(Wire.Frame frame) throws IOException;

  /** Ends it where a command has ended; from any thread. */
  void leave();

  /** Ends it now, interrupting a command that runs; from any thread, more than once. */
  void cut();
}
