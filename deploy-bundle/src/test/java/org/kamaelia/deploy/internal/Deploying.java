package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Deployment.State;
import org.kamaelia.deploy.Leak;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A framework, a folder that is deployed from, and what was logged. */
final class Deploying {
  /** Quick where only waiting is meant. */
  static final Limits QUICK =
      new Limits(
          Duration.ofMillis(40),
          Duration.ofMillis(200),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofMillis(50),
          1 << 20,
          4 << 20,
          100);

  final Path path;
  final Path kept;
  private final Path cache;
  private Framework framework;
  final List<String> lines = new CopyOnWriteArrayList<>();
  private final Limits limits;
  private final Logger logger = Logger.getLogger("org.kamaelia.deploy");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  final Configured configured = new Configured();
  private Folder folder;

  /** Nothing is deployed before {@link #start}. */
  Deploying(Path temp, Limits limits) throws Exception {
    this.limits = limits;
    path = temp.resolve("deploy");
    kept = temp.resolve("deployed");
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    cache = temp.resolve("cache");
    startFramework();
  }

  private void startFramework() throws Exception {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(
                Map.of(
                    "org.osgi.framework.storage",
                    cache.toString(),
                    "org.osgi.framework.storage.clean",
                    "onFirstInit",
                    "org.osgi.framework.bsnversion",
                    "multiple"));
    framework.start();
  }

  void start() throws Exception {
    folder =
        new Folder(
            path,
            Means.of(
                new Bundles(context()),
                new Net(context()),
                configured,
                Files.createDirectories(cache),
                new Store(kept, new Disk()),
                limits));
    configured.onChange(folder::reconsider);
  }

  void stop() throws Exception {
    folder.stop();
  }

  /** Something that goes wrong, or not. */
  interface Task {
    void run() throws Exception;
  }

  /** Another server, with the same folders. */
  void restart(Task between) throws Exception {
    folder.stop();
    framework.stop();
    framework.waitForStop(30_000);
    between.run();
    startFramework();
    start();
    folder.awaitBegun();
  }

  void close() throws Exception {
    if (folder != null) {
      folder.stop();
    }
    framework.stop();
    framework.waitForStop(30_000);
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  /** Puts a whole file there in one step. */
  void put(String name, byte[] bytes) throws Exception {
    Files.createDirectories(path);
    Path beside = Files.write(path.resolve("." + name + ".part"), bytes);
    Files.move(beside, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  void put(String name, SampleJar jar) throws Exception {
    put(name, jar.bytes());
  }

  void delete(String name) throws Exception {
    Files.delete(path.resolve(name));
  }

  Deployer deployer() {
    return folder;
  }

  List<Deployment> deployments() {
    return folder.deployments();
  }

  List<Leak> leaks() {
    return folder.leaks();
  }

  Deployment deployment(String name) {
    return deployments().stream()
        .filter(deployment -> deployment.file().equals(name))
        .findFirst()
        .orElse(null);
  }

  Deployment await(String name, State state) {
    await(() -> deployment(name) != null && deployment(name).state() == state);
    return deployment(name);
  }

  /** Waits until the file runs as another bundle than before. */
  Deployment awaitOther(Deployment before) {
    await(
        () -> {
          Deployment now = deployment(before.file());
          return now.state() == State.RUNNING && now.bundleId() != before.bundleId();
        });
    return deployment(before.file());
  }

  void awaitLine(String start) {
    await(() -> linesThatStart(start).size() > 0);
  }

  List<String> linesThatStart(String start) {
    return lines.stream().filter(line -> line.startsWith(start)).toList();
  }

  /** The texts of the services that are registered. */
  List<String> texts() {
    try {
      ServiceReference<?>[] services =
          context().getAllServiceReferences(Supplier.class.getName(), null);
      return services == null
          ? List.of()
          : Arrays.stream(services)
              .map(service -> (String) service.getProperty("text"))
              .sorted()
              .toList();
    } catch (InvalidSyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The bundles, but for the framework itself. */
  List<Bundle> bundles() {
    return Arrays.stream(context().getBundles())
        .filter(bundle -> bundle.getBundleId() != 0)
        .toList();
  }

  Bundle bundle(Deployment deployment) {
    return context().getBundle(deployment.bundleId());
  }

  void await(BooleanSupplier condition) {
    await(condition, () -> deployments() + "\n" + String.join("\n", lines));
  }

  static void await(BooleanSupplier condition, Supplier<String> otherwise) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail(otherwise.get());
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
