package org.kamaelia.net.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.SettingException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ManagedServiceFactory;

/** Listeners as configurations of the factory PID {@value ListenerSpec#PID}. */
final class ListenerConfigurations implements ManagedServiceFactory, ConfigurationProblems {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");

  private final Server server;

  /** Those that are configured now: a configuration that was refused has made none. */
  private final Set<String> configured = ConcurrentHashMap.newKeySet();

  /** By the listener's name. */
  private final Map<String, ConfigurationProblem> problems = new ConcurrentSkipListMap<>();

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
    Map<String, Object> settings = FrameworkUtil.asMap(properties);
    try {
      server.bind(ListenerSpec.of(name, settings));
      configured.add(name);
      problems.remove(name);
    } catch (IllegalArgumentException e) {
      String setting = e instanceof SettingException wrong ? wrong.setting() : "";
      String instead = configured.contains(name) ? "it stays as it was" : "it is not there";
      var problem =
          ConfigurationProblem.of(
              pid,
              settings,
              setting,
              "listener %s: %s; %s".formatted(name, e.getMessage(), instead));
      problems.put(name, problem);
      LOG.log(Level.WARNING, problem.toString());
    }
  }

  @Override
  public void deleted(String pid) {
    String name = name(pid);
    problems.remove(name);
    if (configured.remove(name)
        && server.listeners().stream().anyMatch(info -> info.spec().name().equals(name))) {
      server.unbind(name);
    }
  }

  @Override
  public List<ConfigurationProblem> problems() {
    return List.copyOf(problems.values());
  }

  /** What stands behind the {@code ~}. */
  private static String name(String pid) {
    return pid.substring(pid.indexOf('~') + 1);
  }
}
