package org.kamaelia.console.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/** The log of what operators changed: who, what, and what came of it, one line each. */
final class Audit {
  /** The session variable that tells who speaks. */
  static final String WHO = "kamaelia.who";

  private static final Logger LOG = System.getLogger("org.kamaelia.audit");

  private Audit() {}

  /** Something that changes something. */
  interface Change<T> {
    T make() throws Refusal;
  }

  /** Who speaks in a session, and from where. */
  static String who(CommandSession session) {
    Object who = session.get(WHO);
    return who == null ? System.getProperty("user.name") : who.toString();
  }

  /** Makes a change and logs it, whether it succeeds or not. */
  static <T> T change(CommandSession session, String command, Change<T> change) throws Refusal {
    String result = "failed";
    try {
      T made = change.make();
      result = String.valueOf(session.format(made, Converter.LINE));
      return made;
    } catch (Refusal e) {
      result = "refused: " + e;
      throw e;
    } catch (RuntimeException e) {
      result = "failed: " + e;
      throw e;
    } finally {
      LOG.log(Level.INFO, "{0}: {1}: {2}", who(session), Text.clean(command), Text.clean(result));
    }
  }
}
