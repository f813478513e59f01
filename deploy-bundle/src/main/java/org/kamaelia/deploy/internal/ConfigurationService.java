package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.util.Map;
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
    // by its name: where nobody brings the class, there is none to ask for
    ServiceReference<?> reference =
        context.getServiceReference("org.osgi.service.cm.ConfigurationAdmin");
    if (reference == null) {
      return new Configured(Map.of());
    }
    var configured = new Configured(now((ConfigurationAdmin) context.getService(reference)));
    context.registerService(
        ManagedService.class,
        properties ->
            configured.update(properties == null ? Map.of() : FrameworkUtil.asMap(properties)),
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_PID, Policy.PID)));
    return configured;
  }

  private static Map<String, ?> now(ConfigurationAdmin service) throws IOException {
    try {
      Configuration[] there =
          service.listConfigurations("(%s=%s)".formatted(Constants.SERVICE_PID, Policy.PID));
      return there == null ? Map.of() : FrameworkUtil.asMap(there[0].getProperties());
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
