package org.kamaelia.console.internal;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.logging.Logger;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.net.Server;
import org.kamaelia.record.Recorder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A framework with the console as the build left it, what it needs, and fakes of what it shows. */
final class Container {
  /** What is installed of the test's class path. */
  private static final List<String> BUNDLES =
      List.of(
          "org.osgi.util.function",
          "org.osgi.util.promise",
          "org.osgi.service.component",
          "com.fasterxml.jackson.core.jackson-core",
          "org.apache.felix.log",
          "org.apache.felix.configadmin",
          "org.apache.felix.scr",
          "org.apache.felix.gogo.runtime",
          "org.apache.felix.gogo.command",
          "org.jline");

  /** What the test and the bundles share: these come from the test's class path. */
  private static final String SHARED =
      "org.kamaelia.axon;org.kamaelia.net;org.kamaelia.net.transport;org.kamaelia.deploy;"
          + "org.kamaelia.record;org.kamaelia.console;"
          + "version=0.1.0,"
          + "org.osgi.service.cm;version=1.6.1,org.osgi.service.log;version=1.5.0";

  final FakeServer server = new FakeServer();
  final FakeDeployer deployer = new FakeDeployer();
  final Recorder recorder;
  final Framework framework;
  final BundleContext context;
  final Bundle console;
  private final List<ServiceRegistration<?>> services;

  Container(Path storage, String socket) throws Exception {
    // before Gogo puts its own streams in the place of System.err, as the launcher does
    Logger.getLogger("").getHandlers();
    Map<String, String> properties = new HashMap<>();
    properties.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SHARED);
    properties.put(ConsoleSocket.PATH, socket);
    // so that the log service has something to say that nobody wants to read
    properties.put("org.osgi.service.log.admin.loglevel", "DEBUG");
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(properties);
    framework.init();
    recorder = Recorder.of(server, storage.resolveSibling("records"));
    context = framework.getBundleContext();
    services =
        List.of(
            context.registerService(Server.class, server, null),
            context.registerService(Deployer.class, deployer, null),
            context.registerService(Recorder.class, recorder, null));
    List<Bundle> bundles = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.endsWith(".jar") && BUNDLES.contains(symbolicName(entry))) {
        bundles.add(context.installBundle("reference:file:" + entry));
      }
    }
    console = context.installBundle("reference:file:" + Path.of("target/classes").toAbsolutePath());
    framework.start();
    for (Bundle bundle : bundles) {
      bundle.start();
    }
    console.start();
  }

  /** Takes the fakes away. */
  void withdraw() {
    services.forEach(ServiceRegistration::unregister);
  }

  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(TimeUnit.SECONDS.toMillis(30));
    recorder.close();
    server.close();
  }

  private static String symbolicName(String jar) throws Exception {
    try (JarFile file = new JarFile(jar)) {
      String name =
          file.getManifest() == null
              ? null
              : file.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
      return name == null ? "" : name.replaceAll(";.*", "");
    }
  }
}
