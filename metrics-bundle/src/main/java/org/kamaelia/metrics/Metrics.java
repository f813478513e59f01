package org.kamaelia.metrics;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.console.Diagnostics;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.http.HttpHandlers;
import org.kamaelia.http.HttpResource;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.Server;
import org.kamaelia.net.Setting;
import org.kamaelia.net.SettingException;
import org.kamaelia.net.SettingInfo;
import org.kamaelia.net.SettingValues;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Has pages for Prometheus, and for those who ask whether the server is well, on the listeners that
 * an operator names for them: never on all of them, as nobody has to log in.
 */
@Component(service = ConfigurationProblems.class, immediate = true, configurationPid = Metrics.PID)
public final class Metrics implements ConfigurationProblems {
  /** The configuration's PID. */
  static final String PID = "org.kamaelia.metrics";

  private static final Setting<List<String>> LISTENER =
      Setting.names(
          "listener",
          List.of("metrics"),
          "The listeners, of those with protocol = http, that have /metrics and /health.");

  private final HttpHandlers.Registration registration;
  private volatile List<ConfigurationProblem> problems = List.of();

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Server server;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Deployer deployer;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Diagnostics diagnostics;

  /** Made by the service component runtime. */
  @Activate
  @SuppressWarnings("this-escape") // they are asked for later
  public Metrics(
      BundleContext context, @Reference HttpHandlers http, Map<String, Object> properties) {
    Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    PrometheusRegistry registry = new PrometheusRegistry();
    JvmMetrics.builder().register(registry);
    registry.register(
        new ServerMetrics(() -> Optional.ofNullable(server), () -> Optional.ofNullable(deployer)));
    Health health =
        new Health(
            () -> Optional.ofNullable(diagnostics),
            () -> framework.getState() == Bundle.ACTIVE,
            System::nanoTime);
    registration =
        http.register(
            new MetricsHandler(registry, health, Metrics::onThread),
            at(LISTENER.standard().orElseThrow()));
    configure(properties);
  }

  /** Takes a configuration; one that is wrong leaves what is. */
  @Modified
  void configure(Map<String, Object> properties) {
    try {
      List<String> listeners = SettingValues.of(properties, List.of(LISTENER)).get(LISTENER);
      if (listeners.isEmpty()) {
        throw new SettingException(LISTENER.name(), "listener names none");
      }
      registration.change(at(listeners));
      problems = List.of();
    } catch (SettingException e) {
      problems =
          List.of(
              ConfigurationProblem.warn(
                  System.getLogger(PID), PID, properties, e, "metrics goes on as it was"));
    }
  }

  @Deactivate
  void close() {
    registration.close();
  }

  @Override
  public List<ConfigurationProblem> problems() {
    return problems;
  }

  @Override
  public Map<String, List<SettingInfo>> settings() {
    return Map.of(PID, List.of(SettingInfo.of(LISTENER)));
  }

  /** No virtual thread: one that a component starts runs on the component's loop. */
  private static void onThread(Runnable page) {
    Thread.ofPlatform().daemon().name("kamaelia-metrics").start(page);
  }

  private static Map<String, Object> at(List<String> listeners) {
    return Map.of(
        HttpResource.PREFIX_ + "path",
        MetricsHandler.PATHS,
        HttpResource.PREFIX_ + "listener",
        listeners);
  }
}
