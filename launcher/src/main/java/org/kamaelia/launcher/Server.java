package org.kamaelia.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.util.FelixConstants;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;

/** Felix with the bundles of the distribution. */
final class Server {

  /**
   * When bundles start, where that matters; the others come first. The listeners are configured
   * before protocols arrive; the deployer has started when it has tried what lies there; then the
   * console answers. The end goes backwards: the net drains while the protocols still run.
   */
  private static final Map<String, Integer> START_LEVELS =
      Map.of(
          "org.kamaelia.net", 2,
          "org.apache.felix.fileinstall", 3,
          "org.kamaelia.deploy", 4,
          "org.kamaelia.console", 5,
          "org.kamaelia.ssh", 5);

  private final Felix felix;
  private final Ending ending;

  private Server(Felix felix, Ending ending) {
    this.felix = felix;
    this.ending = ending;
  }

  /**
   * Starts all bundles.
   *
   * @param ending asked for when the framework stops by itself, and when the start fails
   * @throws CommandFailure naming the first bundle that does not start; what did is stopped again
   */
  static Server start(Base base, Ending ending) throws CommandFailure, IOException {
    // JLine, in a bundle, would look for its parts through the launcher's
    Thread.currentThread().setContextClassLoader(null);
    Server server = new Server(new Felix(settings(base)), ending);
    try {
      server.start(base.systemBundles());
      return server;
    } catch (BundleException e) {
      ending.ask("the start failed");
      server.stop();
      throw new CommandFailure(reason(e));
    }
  }

  private static Map<String, Object> settings(Base base) throws CommandFailure {
    Map<String, Object> settings = new HashMap<>();
    // system/ and deploy/ say what runs; nothing of the last run is kept
    settings.put(Constants.FRAMEWORK_STORAGE, base.cache().toString());
    settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    settings.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
    settings.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, "5");
    settings.put(FelixConstants.LOG_LOGGER_PROP, new FelixLog());
    settings.put(FelixConstants.LOG_LEVEL_PROP, "2");

    settings.put("felix.cm.dir", base.config().toString());
    settings.put("felix.fileinstall.dir", base.etc().toString());
    settings.put("felix.fileinstall.tmpdir", base.var().resolve("tmp").toString());
    settings.put("felix.fileinstall.filter", ".*\\.(cfg|config|json)");
    settings.put("felix.fileinstall.configEncoding", "UTF-8");
    settings.put("felix.fileinstall.poll", "500");
    settings.put("felix.fileinstall.noInitialDelay", "true");
    settings.put("felix.fileinstall.enableConfigSave", "false");
    settings.put("felix.fileinstall.log.level", "2");
    settings.put("felix.fileinstall.log.default", "jul");
    // all bundles by default, and then it can wait for itself for ever
    settings.put("felix.fileinstall.optionalImportRefreshScope", "managed");
    settings.put("felix.fileinstall.fragmentRefreshScope", "managed");

    settings.put("kamaelia.deploy", base.deploy().toString());
    settings.put("kamaelia.deployed", base.deployed().toString());
    settings.put("kamaelia.console", base.socket().toString());
    settings.put("kamaelia.etc", base.etc().toString());
    settings.put("kamaelia.records", base.var().resolve("records").toString());
    settings.put("kamaelia.ssh", base.ssh().toString());
    return settings;
  }

  private void start(List<Path> jars) throws BundleException {
    felix.init();
    BundleContext context = felix.getBundleContext();
    // before the net, which drains when it is told the same
    context.addBundleListener((SynchronousBundleListener) this::changed);
    List<Bundle> bundles = new ArrayList<>();
    for (Path jar : jars) {
      bundles.add(context.installBundle("reference:" + jar.toUri()));
    }
    bundles.removeIf(Server::isFragment);
    for (Bundle bundle : bundles) {
      bundle
          .adapt(BundleStartLevel.class)
          .setStartLevel(START_LEVELS.getOrDefault(bundle.getSymbolicName(), 1));
      bundle.start();
    }
    felix.start();
    for (Bundle bundle : bundles) {
      if (bundle.getState() != Bundle.ACTIVE) {
        // again, for the reason
        bundle.start();
      }
    }
  }

  private static boolean isFragment(Bundle bundle) {
    return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
  }

  private void changed(BundleEvent event) {
    if (event.getBundle() == felix && event.getType() == BundleEvent.STOPPING) {
      ending.ask("the framework was told to");
    }
  }

  /** An exception's message, and its causes', in one line. */
  private static String reason(BundleException e) {
    StringBuilder reason = new StringBuilder(String.valueOf(e.getMessage()));
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      reason.append(": ").append(cause);
    }
    return "the server does not start: " + reason.toString().replaceAll("\\s+", " ");
  }

  /** Stops all bundles, draining the net's connections, and waits until that is done. */
  void stop() {
    try {
      felix.stop();
      felix.waitForStop(0);
    } catch (BundleException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
