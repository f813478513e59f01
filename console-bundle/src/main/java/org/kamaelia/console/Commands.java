package org.kamaelia.console;

import java.io.OutputStream;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The console's commands without its shell, for those who bring operators to some of them: on the
 * live page, say. An OSGi service. Whoever calls it has made sure that they are operators, and says
 * which commands they may run.
 *
 * <p>Threading: any thread.
 */
@ProviderType
public interface Commands {

  /**
   * Prepares to run one of the console's own commands. The words are handed to it as they are:
   * there are no variables, pipes or closures in them, and the shell's commands are not reached.
   *
   * @param words the command's name, and what is behind it; one at least
   * @param who who speaks and from where, for the audit log
   * @param out what the command prints
   * @param err what goes wrong, and the progress of what takes long
   */
  Conversation run(List<String> words, String who, OutputStream out, OutputStream err);
}
