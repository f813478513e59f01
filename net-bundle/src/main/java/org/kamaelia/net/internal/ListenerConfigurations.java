package org.kamaelia.net.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.SettingException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ManagedServiceFactory;

/** Listeners as configurations of the factory PID {@value ListenerSpec#PID}. */
final class ListenerConfigurations implements ManagedServiceFactory, ConfigurationProblems {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");

  /** The log of who changed what; here that is a file. */
  private static final Logger AUDIT = System.getLogger("org.kamaelia.audit");

  private final Server server;

  /** Those that are configured now: a configuration that was refused has made none. */
  private final Set<String> configured = ConcurrentHashMap.newKeySet();

  /** The files that listeners come from, by the listener's name. */
  private final Map<String, String> files = new ConcurrentHashMap<>();

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
    if (settings.keySet().stream().allMatch(key -> key.contains("."))) {
      // all of it is a comment: nothing is asked for
      deleted(pid);
      return;
    }
    String file = file(settings);
    if (!file.isEmpty()) {
      files.put(name, file);
    }
    try {
      ListenerSpec spec = ListenerSpec.of(name, settings);
      // what a command has bound comes here as well, to be kept
      boolean changes = server.listeners().stream().noneMatch(it -> it.spec().equals(spec));
      ListenerInfo now = server.bind(spec);
      if (changes) {
        audit(file, "listener %s is %s at %s".formatted(name, word(now.state()), now.address()));
      }
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
      audit(file, "refused: " + e.getMessage());
      LOG.log(Level.WARNING, problem.toString());
    } catch (IllegalStateException e) {
      // The server closes, and there will be none to have it.
    }
  }

  @Override
  public void deleted(String pid) {
    String name = name(pid);
    String file = files.remove(name);
    problems.remove(name);
    if (configured.remove(name)
        && server.listeners().stream().anyMatch(info -> info.spec().name().equals(name))) {
      server.unbind(name);
      audit(file == null ? "" : file, "listener " + name + " is gone");
    }
  }

  /** Only of changes by a file: those by commands are logged by who takes them. */
  private static void audit(String file, String result) {
    if (!file.isEmpty()) {
      AUDIT.log(Level.INFO, file + ": " + result);
    }
  }

  /** As {@code etc/NAME}; empty if it comes from no file. */
  private static String file(Map<String, ?> settings) {
    Path file = ConfigurationProblem.file(settings);
    return file == null ? "" : "etc/" + file.getFileName();
  }

  private static String word(ListenerInfo.State state) {
    return state.name().toLowerCase(Locale.ROOT);
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
