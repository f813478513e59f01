package org.kamaelia.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.util.tracker.ServiceTracker;

/**
 * An OSGi framework with every bundle of the test's class path, folders of classes included, to
 * show that a bundle works as a bundle. The exported packages of Axon, Net and HTTP are the test's
 * own, so it can use what the bundles register. A bundle that cannot start is left alone; the
 * server is one, unless what it needs is on the class path as well, so no port is opened by
 * accident.
 *
 * {@snippet :
 * try (var container = Container.start();
 *     var peer = ProtocolTester.of(container.protocol("echo", 7))) {
 *   peer.send("hello").expect("hello");
 * }
 * }
 *
 * <p>Threading: any thread.
 */
public final class Container implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The bundles whose exported packages the test shares. */
  private static final List<String> SHARED =
      List.of("org.kamaelia.axon", "org.kamaelia.net", "org.kamaelia.http");

  private final Path storage;
  private final Framework framework;

  /** Why bundles did not start: a class path may have such, and what needs them tells. */
  private final List<String> notStarted = new ArrayList<>();

  private Container(Path storage, Framework framework) {
    this.storage = storage;
    this.framework = framework;
  }

  /**
   * Starts a framework in a temporary folder, and all the bundles.
   *
   * @throws IllegalStateException if there is no framework on the class path
   * @throws BundleException if the framework does not start, or a bundle cannot be installed
   */
  public static Container start() throws BundleException {
    FrameworkFactory factory =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no OSGi framework is on the class path: add org.apache.felix.framework"));
    List<ClassPathBundle> bundles = ClassPathBundle.all();
    String shared =
        bundles.stream()
            .filter(bundle -> SHARED.contains(bundle.symbolicName()))
            .map(ClassPathBundle::exports)
            .collect(Collectors.joining(","));
    Path storage = newFolder();
    Map<String, String> settings =
        Map.of(
            Constants.FRAMEWORK_STORAGE,
            storage.toString(),
            Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
            shared);
    Container container = new Container(storage, factory.newFramework(settings));
    try {
      container.start(bundles);
    } catch (BundleException | RuntimeException e) {
      container.close();
      throw e;
    }
    return container;
  }

  /** The framework's own context, for all that this class does not do. */
  public BundleContext context() {
    return framework.getBundleContext();
  }

  /**
   * Waits for a service, at most 30 seconds.
   *
   * @param type its interface, in a shared package or the JDK's
   * @param filter what its properties must be, such as {@code (name=echo)}
   * @throws AssertionError if it does not come, with the bundles that did not start
   * @throws IllegalArgumentException if the filter is malformed
   */
  public <T> T service(Class<T> type, String filter) throws InterruptedException {
    T service = context().getService(reference(type, filter));
    if (service == null) {
      throw new AssertionError("the service %s %s has gone".formatted(type.getName(), filter));
    }
    return service;
  }

  /**
   * Waits for a protocol's factory, at most 30 seconds, and checks its bundle: that it exports
   * nothing, needs Java 25, and names the protocol in its capabilities.
   *
   * @param name the protocol's name
   * @param port the port it suggests
   * @throws AssertionError if the factory does not come, or its bundle is not right
   */
  public ProtocolFactory protocol(String name, int port) throws InterruptedException {
    String filter = "(&(%1$sname=%2$s)(%1$sport=%3$d))".formatted(Protocol.PREFIX_, name, port);
    Bundle bundle = reference(ProtocolFactory.class, filter).getBundle();
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    check(
        revision.getDeclaredCapabilities(BundleRevision.PACKAGE_NAMESPACE).isEmpty(),
        bundle,
        "exports packages");
    check(
        revision.getDeclaredRequirements("osgi.ee").stream()
            .map(requirement -> requirement.getDirectives().get(Constants.FILTER_DIRECTIVE))
            .anyMatch("(&(osgi.ee=JavaSE)(version=25))"::equals),
        bundle,
        "does not require Java 25");
    check(
        revision.getDeclaredCapabilities("org.kamaelia.protocol").stream()
            .anyMatch(
                capability -> name.equals(capability.getAttributes().get("org.kamaelia.protocol"))),
        bundle,
        "does not provide the capability org.kamaelia.protocol=" + name);
    return service(ProtocolFactory.class, filter);
  }

  /** Stops the framework, waiting at most 30 seconds, and deletes its folder. */
  @Override
  public void close() {
    try {
      framework.stop();
      framework.waitForStop(PATIENCE.toMillis());
      delete(storage);
    } catch (BundleException e) {
      throw new IllegalStateException("the framework does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(List<ClassPathBundle> found) throws BundleException {
    framework.start();
    List<Bundle> bundles = new ArrayList<>();
    for (ClassPathBundle bundle : found) {
      if (!bundle.symbolicName().equals(framework.getSymbolicName())) {
        bundles.add(context().installBundle(bundle.location()));
      }
    }
    for (Bundle bundle : bundles) {
      if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
        try {
          bundle.start();
        } catch (BundleException e) {
          notStarted.add(e.getMessage());
        }
      }
    }
  }

  private <T> ServiceReference<T> reference(Class<T> type, String filter)
      throws InterruptedException {
    ServiceTracker<T, T> tracker;
    try {
      // By itself first: as a part of another, what is malformed may go unnoticed.
      String whole =
          "(&(%s=%s)%s)"
              .formatted(Constants.OBJECTCLASS, type.getName(), context().createFilter(filter));
      tracker = new ServiceTracker<>(context(), context().createFilter(whole), null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException("filter = " + filter, e);
    }
    tracker.open();
    try {
      tracker.waitForService(PATIENCE.toMillis());
      ServiceReference<T> reference = tracker.getServiceReference();
      if (reference == null) {
        throw new AssertionError(
            "no service %s %s in %d s; what did not start: %s"
                .formatted(type.getName(), filter, PATIENCE.toSeconds(), notStarted));
      }
      return reference;
    } finally {
      tracker.close();
    }
  }

  private static void check(boolean holds, Bundle bundle, String otherwise) {
    if (!holds) {
      throw new AssertionError(bundle.getSymbolicName() + " " + otherwise);
    }
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("kamaelia-container");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
