package org.kamaelia.deploy.internal;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;

/**
 * The policy as the configuration {@value Policy#PID} has it. A change holds for what is deployed
 * from then on; one that is wrong keeps what was there. Threading: any thread.
 */
final class Configured {
  private volatile Policy policy;
  private volatile Runnable changed = () -> {};

  /**
   * Begins with a configuration. If it is wrong there is nothing to keep: the standard holds, but
   * where it asks for signatures, or wanted to, nothing may be deployed until it is right.
   */
  Configured(Map<String, ?> first) {
    policy = first(first);
  }

  private static Policy first(Map<String, ?> configuration) {
    try {
      return Policy.of(configuration);
    } catch (IllegalArgumentException e) {
      Object signatures = configuration.get("signatures");
      boolean harmless = signatures == null || Set.of("", "off").contains(signatures.toString());
      Folder.LOG.log(
          Level.WARNING,
          "{0}: {1}; {2}",
          Policy.PID,
          e.getMessage(),
          harmless ? "all is standard" : "nothing is deployed until that is right");
      return harmless ? Policy.STANDARD : Policy.faulty(String.valueOf(e.getMessage()));
    }
  }

  /** As it is now. */
  Policy policy() {
    return policy;
  }

  /** Who is told when it has changed. */
  void onChange(Runnable task) {
    changed = task;
  }

  /** It has another content, or none any more. */
  void update(Map<String, ?> configuration) {
    try {
      Policy now = Policy.of(configuration);
      if (!now.equals(policy)) {
        policy = now;
        Folder.LOG.log(Level.INFO, "{0}: {1}", Policy.PID, now);
        changed.run();
      }
    } catch (IllegalArgumentException e) {
      Folder.LOG.log(Level.WARNING, "{0}: {1}; it stays as it was", Policy.PID, e.getMessage());
    }
  }
}
