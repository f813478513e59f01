package org.kamaelia.ssh;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.console.Console;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.SettingInfo;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/**
 * The console over SSH, where the configuration {@value SshSettings#PID} gives it an address. The
 * framework properties {@value #ETC} and {@value #HOME} say where relative paths begin and where
 * the host key is kept.
 */
@Component(
    service = ConfigurationProblems.class,
    immediate = true,
    configurationPid = SshSettings.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Ssh implements ConfigurationProblems {
  static final String ETC = "kamaelia.etc";
  static final String HOME = "kamaelia.ssh";

  private static final Logger LOG = System.getLogger("org.kamaelia.ssh");

  private final Console console;
  private final Path etc;
  private final Path home;
  private @Nullable SshSettings settings;
  private @Nullable SshPort port;
  private volatile List<ConfigurationProblem> problems = List.of();

  /** Opens the port, if it is asked for. */
  @Activate
  public Ssh(BundleContext context, @Reference Console console, Map<String, Object> properties) {
    this.console = console;
    etc = Path.of(property(context, ETC));
    home = Path.of(property(context, HOME));
    modified(properties);
  }

  private static String property(BundleContext context, String name) {
    String value = context.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("the framework property %s is not set".formatted(name));
    }
    return value;
  }

  /** Takes another configuration; one that cannot be leaves what is. */
  @Modified
  public synchronized void modified(Map<String, Object> properties) {
    try {
      Optional<SshSettings> wanted = SshSettings.of(properties, etc);
      if (wanted.isEmpty()) {
        close();
      } else {
        change(wanted.get());
      }
      problems = List.of();
    } catch (IllegalArgumentException | IOException e) {
      String instead = port == null ? "there is no ssh" : "ssh stays as it was";
      problems = List.of(ConfigurationProblem.warn(LOG, SshSettings.PID, properties, e, instead));
    }
  }

  @Override
  public List<ConfigurationProblem> problems() {
    return problems;
  }

  @Override
  public Map<String, List<SettingInfo>> settings() {
    return Map.of(SshSettings.PID, SshSettings.ALL);
  }

  private void change(SshSettings wanted) throws IOException {
    SshPort open = port;
    if (open != null && settings != null && wanted.address().equals(settings.address())) {
      open.change(wanted);
    } else {
      open(wanted);
    }
    settings = wanted;
  }

  private void open(SshSettings wanted) throws IOException {
    KeyPair key = HostKey.in(home);
    SshPort next;
    try {
      next = new SshPort(console, key, wanted);
    } catch (IOException e) {
      throw new IOException("cannot open %s: %s".formatted(wanted.address(), e.getMessage()), e);
    }
    close();
    port = next;
    LOG.log(
        Level.INFO,
        "ssh at {0}, host key {1}, keys of operators in {2}",
        next.address(),
        HostKey.fingerprint(key),
        wanted.keys());
  }

  /** Closes the port, and ends all sessions. */
  @Deactivate
  public synchronized void close() {
    if (port != null) {
      port.close();
      port = null;
      LOG.log(Level.INFO, "ssh is closed");
    }
  }
}
