package org.kamaelia.deploy.internal;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The policy as the configuration {@value Policy#PID} has it; all is standard to begin with. A
 * change holds for what is deployed from then on. Threading: any thread.
 */
final class Configured {
  private volatile Policy policy = Policy.STANDARD;
  private volatile Runnable changed = () -> {};

  /**
   * What is wrong with a configuration.
   *
   * @param setting which
   * @param reason what, and what holds instead
   */
  record Fault(String setting, String reason) {}

  /** As it is now. */
  Policy policy() {
    return policy;
  }

  /** Who is told when it has changed. */
  void onChange(Runnable task) {
    changed = task;
  }

  /**
   * Begins with a configuration. If it is wrong there is nothing to keep: the standard holds, but
   * where it asks for signatures, or wanted to, nothing may be deployed until it is right.
   */
  Optional<Fault> begin(Map<String, ?> configuration) {
    try {
      policy = Policy.of(configuration);
      return Optional.empty();
    } catch (Policy.Wrong e) {
      Object signatures = configuration.get("signatures");
      boolean harmless = signatures == null || Set.of("", "off").contains(signatures.toString());
      policy = harmless ? Policy.STANDARD : Policy.faulty(e.why());
      return Optional.of(
          new Fault(
              e.setting(),
              e.why()
                  + (harmless
                      ? "; all is standard"
                      : "; nothing is deployed until that is right")));
    }
  }

  /** It has another content, or none any more; what is wrong keeps what was there. */
  Optional<Fault> update(Map<String, ?> configuration) {
    try {
      Policy now = Policy.of(configuration);
      if (!now.equals(policy)) {
        policy = now;
        Folder.LOG.log(Level.INFO, "{0}: {1}", Policy.PID, now);
        changed.run();
      }
      return Optional.empty();
    } catch (Policy.Wrong e) {
      return Optional.of(new Fault(e.setting(), e.why() + "; it stays as it was"));
    }
  }
}
