package org.kamaelia.console.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import org.kamaelia.net.ListenerSpec;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Listeners as configurations, so that they are there again at the next start. */
final class Kept {
  /** Where FileInstall notes the file that a configuration came from. */
  private static final String FILE = "felix.fileinstall.filename";

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
      String file = file(configuration);
      var properties = new HashMap<String, Object>(spec.properties());
      if (!file.isEmpty()) {
        properties.put(FILE, file);
      }
      return configuration.updateIfDifferent(FrameworkUtil.asDictionary(properties))
          ? path(file)
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
      String file = file(configuration);
      configuration.delete();
      return path(file);
    } catch (IOException e) {
      throw new Refusal(
          "listener %s is gone, but kept for the next start: %s".formatted(listener, e));
    }
  }

  private Configuration configuration(String listener) throws IOException {
    return admin.getFactoryConfiguration(ListenerSpec.PID, listener, "?");
  }

  private static String file(Configuration configuration) {
    Dictionary<String, Object> properties = configuration.getProperties();
    Object file = properties == null ? null : properties.get(FILE);
    return file == null ? "" : file.toString();
  }

  private static String path(String file) {
    return file.startsWith("file:") ? Path.of(URI.create(file)).toString() : file;
  }
}
