package org.kamaelia.console.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ListenerSpec;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Listeners as configurations, so that they are there again at the next start. */
final class Kept {
  private final ConfigurationAdmin admin;

  Kept(ConfigurationAdmin admin) {
    this.admin = admin;
  }

  /**
   * Keeps a listener.
   *
   * @return the file that has it otherwise, and wins at the next start; empty if none
   * @throws Refusal if it cannot be kept
   */
  String keep(ListenerSpec spec) throws Refusal {
    try {
      Configuration configuration = configuration(spec.name());
      var properties = new HashMap<String, Object>(spec.properties());
      Map<String, Object> before = properties(configuration);
      if (before.containsKey(ConfigurationProblem.FILE)) {
        properties.put(ConfigurationProblem.FILE, before.get(ConfigurationProblem.FILE));
      }
      return configuration.updateIfDifferent(FrameworkUtil.asDictionary(properties))
          ? file(before)
          : "";
    } catch (IOException e) {
      throw new Refusal("listener %s is bound but not kept: %s".formatted(spec.name(), e));
    }
  }

  /**
   * Forgets a listener, if it was kept.
   *
   * @return the file that it comes back from at the next start; empty if none
   * @throws Refusal if it cannot be forgotten
   */
  String forget(String listener) throws Refusal {
    try {
      Configuration configuration = configuration(listener);
      String file = file(properties(configuration));
      configuration.delete();
      return file;
    } catch (IOException e) {
      throw new Refusal(
          "listener %s is gone, but kept for the next start: %s".formatted(listener, e));
    }
  }

  private Configuration configuration(String listener) throws IOException {
    return admin.getFactoryConfiguration(ListenerSpec.PID, listener, "?");
  }

  private static Map<String, Object> properties(Configuration configuration) {
    Dictionary<String, Object> properties = configuration.getProperties();
    return properties == null ? Map.of() : FrameworkUtil.asMap(properties);
  }

  private static String file(Map<String, Object> properties) {
    Path file = ConfigurationProblem.file(properties);
    return file == null ? "" : file.toString();
  }
}
