package org.kamaelia.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.net.ProtocolFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

class ContainerTest {
  private static Container container;

  @BeforeAll
  static void start() throws Exception {
    container = Container.start();
  }

  @AfterAll
  static void stop() {
    container.close();
  }

  private static Bundle bundle(String name) {
    return Stream.of(container.context().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }

  private static void register(Class<?> type, Object service, Map<String, ?> properties) {
    container
        .context()
        .registerService(type.getName(), service, FrameworkUtil.asDictionary(properties));
  }

  @Test
  void ourBundlesRunAndShareTheirApiWithTheTest() throws Exception {
    Bundle testbed = bundle("org.kamaelia.testbed");
    assertThat(testbed.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(bundle("org.kamaelia.axon").getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(testbed.loadClass(Component.class.getName())).isSameAs(Component.class);
    assertThat(testbed.loadClass(ProtocolTester.class.getName())).isNotSameAs(ProtocolTester.class);
  }

  @Test
  void theTestbedNeedsNoJUnit() {
    assertThat(bundle("org.kamaelia.testbed").getHeaders().get("Import-Package"))
        .containsPattern("org\\.junit\\.jupiter\\.api;version=\"[^\"]*\";resolution:=optional");
  }

  @Test
  void aServiceIsFoundByItsProperties() throws Exception {
    Runnable green = () -> {};
    register(Runnable.class, green, Map.of("colour", "green"));
    assertThat(container.service(Runnable.class, "(colour=green)")).isSameAs(green);
    assertThatThrownBy(() -> container.service(Runnable.class, "colour"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("colour");
  }

  @Test
  void aServiceMayComeLater() throws Exception {
    Runnable late = () -> {};
    var coming =
        CompletableFuture.runAsync(
            () -> register(Runnable.class, late, Map.of("colour", "red")),
            CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
    assertThat(container.service(Runnable.class, "(colour=red)")).isSameAs(late);
    coming.join();
  }

  @Test
  void aProtocolWhoseBundleIsNotRightIsRefused() {
    ProtocolFactory factory = connection -> Component.of("Bad", (in, out) -> {});
    register(
        ProtocolFactory.class,
        factory,
        Map.of("kamaelia.protocol.name", "bad", "kamaelia.protocol.port", 0));
    // The bundle is the framework's own, which exports much.
    assertThatThrownBy(() -> container.protocol("bad", 0))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("exports packages");
  }

  @Test
  void nothingIsLeftOfIt() throws Exception {
    Path storage;
    try (var another = Container.start()) {
      storage = Path.of(another.context().getProperty(Constants.FRAMEWORK_STORAGE));
      assertThat(storage).isDirectory();
    }
    assertThat(storage).doesNotExist();
  }
}
