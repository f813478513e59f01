package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The bundle as it is built. */
@Timeout(60)
class ActivatorTest {
  private static final Path BUNDLE = Path.of("target/classes").toAbsolutePath();

  @TempDir private Path temp;
  private Framework framework;

  @AfterEach
  void close() throws Exception {
    if (framework != null) {
      framework.stop();
      framework.waitForStop(30_000);
    }
  }

  @Test
  void theBundleServesTheFolderThatThePropertyNames() throws Exception {
    Path folder = temp.resolve("some/deploy");
    Bundle bundle = start(Map.of("kamaelia.deploy", folder.toString()));
    assertThat(folder).isDirectory();
    BundleContext context = framework.getBundleContext();
    ServiceReference<Deployer> service = context.getServiceReference(Deployer.class);
    Deployer deployer = context.getService(service);
    assertThat(deployer.getClass().getClassLoader()).isNotSameAs(getClass().getClassLoader());
    Files.write(folder.resolve("a.jar"), SampleJar.of("a").bytes());
    Deploying.await(
        () ->
            deployer.deployments().stream()
                .anyMatch(deployment -> deployment.state() == Deployment.State.RUNNING),
        () -> deployer.deployments().toString());
    bundle.stop();
    assertThat(context.getServiceReference(Deployer.class)).isNull();
    assertThat(context.getBundles())
        .hasSize(3)
        .allMatch(any -> any == bundle || any.getState() == Bundle.ACTIVE);
  }

  @Test
  void whenTheBundleHasStartedWhatWasThereRuns() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("deploy"));
    for (String name : List.of("a", "b", "c")) {
      Files.write(folder.resolve(name + ".jar"), SampleJar.of(name).bytes());
    }
    start(Map.of("kamaelia.deploy", folder.toString()));
    BundleContext context = framework.getBundleContext();
    Deployer deployer = context.getService(context.getServiceReference(Deployer.class));
    assertThat(deployer.deployments())
        .hasSize(3)
        .allMatch(deployment -> deployment.state() == Deployment.State.RUNNING);
  }

  @Test
  void withoutThePropertyTheBundleDoesNothing() throws Exception {
    Bundle bundle = start(Map.of());
    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(bundle.getRegisteredServices()).isNull();
    bundle.stop();
  }

  @Test
  void theBundleNeedsTheFrameworkAndTheJdkOnly() throws Exception {
    try (var in = Files.newInputStream(BUNDLE.resolve("META-INF/MANIFEST.MF"))) {
      var manifest = new Manifest(in).getMainAttributes();
      assertThat(manifest.getValue("Import-Package").split(",(?=[a-z])"))
          .allMatch(
              name ->
                  name.startsWith("org.osgi.framework")
                      || name.startsWith("org.kamaelia.deploy;")
                      // the JDK's
                      || name.startsWith("javax.")
                      || name.equals("com.sun.management")
                      || name.endsWith("resolution:=optional"));
      assertThat(manifest.getValue("Export-Package")).doesNotContain("internal");
      assertThat(manifest.getValue("Require-Capability"))
          .isEqualTo("osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=25))\"");
    }
  }

  private Bundle start(Map<String, String> properties) throws Exception {
    Map<String, String> all = new HashMap<>(properties);
    all.put("org.osgi.framework.storage", temp.resolve("cache").toString());
    all.put("org.osgi.framework.bsnversion", "multiple");
    // so that the service can be called from here
    all.put("org.osgi.framework.system.packages.extra", "org.kamaelia.deploy;version=\"0.1.0\"");
    framework =
        ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(all);
    framework.start();
    Bundle bundle = framework.getBundleContext().installBundle("reference:" + BUNDLE.toUri());
    bundle.start();
    return bundle;
  }
}
