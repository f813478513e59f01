package org.kamaelia.console;

import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The server's console, for those who bring operators to it from elsewhere: over SSH, say. An OSGi
 * service. Whoever calls it has made sure that they are operators; here, all may do everything.
 *
 * <p>Threading: any thread.
 */
@ProviderType
public interface Console {

  /**
   * Prepares to run one command line.
   *
   * @param line the commands, as they would be typed
   * @param who who speaks and from where, for the audit log
   * @param out what the commands print
   * @param err what goes wrong, and the progress of what takes long
   */
  Conversation run(String line, String who, OutputStream out, OutputStream err);

  /**
   * Prepares an interactive session: line editing, completion and history are done here, so every
   * byte is to come as it is typed, and all that is written goes to the terminal as it is.
   *
   * @param type the terminal's type, as {@code TERM} names it
   * @param columns its width, 0 if that is not known
   * @param rows its height, 0 if that is not known
   * @param who who speaks and from where, for the audit log
   * @param out the terminal
   */
  Conversation open(String type, int columns, int rows, String who, OutputStream out);
}
