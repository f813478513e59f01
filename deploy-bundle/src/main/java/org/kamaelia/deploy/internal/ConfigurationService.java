package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.internal.Configured.Fault;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.SettingInfo;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedService;

/** The service that has the configuration, where one is: bundles can be deployed without. */
final class ConfigurationService {
  private ConfigurationService() {}

  /**
   * What there is to begin with, and from then on what changes. It is asked for at once: what the
   * service hands over by itself comes too late for the jars that lie there at the start.
   */
  static Configured configured(BundleContext context) throws IOException {
    var configured = new Configured();
    // by its name: where nobody brings the class, there is none to ask for
    ServiceReference<?> reference =
        context.getServiceReference("org.osgi.service.cm.ConfigurationAdmin");
    if (reference != null) {
      var taker = new Taker(configured);
      taker.begin((ConfigurationAdmin) context.getService(reference));
      context.registerService(
          new String[] {ManagedService.class.getName(), ConfigurationProblems.class.getName()},
          taker,
          FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_PID, Policy.PID)));
    }
    return configured;
  }

  /** Takes what the service has, and says what is wrong with it. */
  private static final class Taker implements ManagedService, ConfigurationProblems {
    private final Configured configured;
    private volatile List<ConfigurationProblem> problems = List.of();

    Taker(Configured configured) {
      this.configured = configured;
    }

    void begin(ConfigurationAdmin service) throws IOException {
      try {
        Configuration[] there =
            service.listConfigurations("(%s=%s)".formatted(Constants.SERVICE_PID, Policy.PID));
        Map<String, Object> now =
            there == null ? Map.of() : FrameworkUtil.asMap(there[0].getProperties());
        tell(now, configured.begin(now));
      } catch (InvalidSyntaxException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void updated(@Nullable Dictionary<String, ?> properties) {
      Map<String, ?> now = properties == null ? Map.of() : FrameworkUtil.asMap(properties);
      tell(now, configured.update(now));
    }

    private void tell(Map<String, ?> configuration, Optional<Fault> fault) {
      List<ConfigurationProblem> before = problems;
      problems =
          fault.stream()
              .map(
                  it ->
                      ConfigurationProblem.of(Policy.PID, configuration, it.setting(), it.reason()))
              .toList();
      if (!problems.equals(before)) {
        problems.forEach(problem -> Folder.LOG.log(Level.WARNING, problem.toString()));
      }
    }

    @Override
    public List<ConfigurationProblem> problems() {
      return problems;
    }

    @Override
    public Map<String, List<SettingInfo>> settings() {
      return Map.of(
          Policy.PID,
          Policy.SETTINGS.stream()
              .map(
                  it ->
                      SettingInfo.of(
                          it.name(),
                          it.standard(),
                          it.meaning(),
                          it.values(),
                          "what is deployed from then on"))
              .toList());
    }
  }
}
