package org.kamaelia.net.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Dictionary;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ManagedServiceFactory;

/** Listeners as configurations of the factory PID {@value ListenerSpec#PID}. */
final class ListenerConfigurations implements ManagedServiceFactory {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");

  private final Server server;

  /** Those that are configured now: a configuration that was refused has made none. */
  private final Set<String> configured = ConcurrentHashMap.newKeySet();

  ListenerConfigurations(Server server) {
    this.server = server;
  }

  @Override
  public String getName() {
    return "listeners";
  }

  @Override
  public void updated(String pid, Dictionary<String, ?> properties) {
    String name = name(pid);
    try {
      server.bind(ListenerSpec.of(name, FrameworkUtil.asMap(properties)));
      configured.add(name);
    } catch (IllegalArgumentException e) {
      LOG.log(
          Level.WARNING,
          "listener {0}: {1}; {2}",
          name,
          e.getMessage(),
          configured.contains(name) ? "it stays as it was" : "it is not there");
    }
  }

  @Override
  public void deleted(String pid) {
    String name = name(pid);
    if (configured.remove(name)
        && server.listeners().stream().anyMatch(info -> info.spec().name().equals(name))) {
      server.unbind(name);
    }
  }

  /** What stands behind the {@code ~}. */
  private static String name(String pid) {
    return pid.substring(pid.indexOf('~') + 1);
  }
}
