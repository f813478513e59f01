package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Dictionary;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedService;

/**
 * The policy as the configuration {@value Policy#PID} has it. A change holds for what is deployed
 * from then on; one that is wrong keeps what was there. Threading: any thread.
 */
final class Configured implements ManagedService {
  private volatile Policy policy;
  private volatile Runnable changed = () -> {};

  /**
   * Begins with a configuration. If it is wrong there is nothing to keep: the standard holds, but
   * where it asks for signatures, or wanted to, nothing may be deployed until it is right.
   */
  Configured(Map<String, ?> first) {
    policy = first(first);
  }

  /**
   * Begins with the configuration that is there now: what the framework hands over later comes too
   * late for the jars that lie there at the start.
   */
  static Configured from(BundleContext context) {
    ServiceReference<ConfigurationAdmin> reference =
        context.getServiceReference(ConfigurationAdmin.class);
    ConfigurationAdmin admin = reference == null ? null : context.getService(reference);
    try {
      Configuration[] there =
          admin == null ? null : admin.listConfigurations("(service.pid=%s)".formatted(Policy.PID));
      Dictionary<String, ?> properties = there == null ? null : there[0].getProperties();
      return new Configured(properties == null ? Map.of() : FrameworkUtil.asMap(properties));
    } catch (IOException e) {
      Folder.LOG.log(Level.WARNING, "the configuration cannot be read", e);
      return new Configured(Map.of("signatures", "unknown"));
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(e);
    }
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

  @Override
  public void updated(@Nullable Dictionary<String, ?> properties) {
    try {
      Policy now = Policy.of(properties == null ? Map.of() : FrameworkUtil.asMap(properties));
      if (!now.equals(policy)) {
        policy = now;
        changed.run();
      }
    } catch (IllegalArgumentException e) {
      Folder.LOG.log(Level.WARNING, "{0}: {1}; it stays as it was", Policy.PID, e.getMessage());
    }
  }
}
