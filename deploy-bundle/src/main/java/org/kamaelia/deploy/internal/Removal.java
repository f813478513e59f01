package org.kamaelia.deploy.internal;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Leak;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * A bundle that is being removed, without holding on to it: the reference is to its class loader.
 */
final class Removal extends WeakReference<ClassLoader> {
  private final ReferenceQueue<ClassLoader> queue;
  private final WeakReference<BundleWiring> wiring;
  private final String bundle;
  private final String version;
  private final long bundleId;
  private final Instant since = Instant.now();

  private Removal(
      Bundle bundle,
      @Nullable BundleWiring wiring,
      @Nullable ClassLoader loader,
      ReferenceQueue<ClassLoader> queue) {
    super(loader, queue);
    this.queue = queue;
    this.wiring = new WeakReference<>(wiring);
    this.bundle = Objects.requireNonNullElse(bundle.getSymbolicName(), "");
    version = bundle.getVersion().toString();
    bundleId = bundle.getBundleId();
  }

  /** To be called while the bundle is still installed. */
  static Removal of(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    // one that is not resolved has none
    ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
    return new Removal(bundle, wiring, loader, new ReferenceQueue<>());
  }

  /** Whether its class loader is gone; waits that long for it. */
  boolean isGoneWithin(Duration time) throws InterruptedException {
    if (get() != null && time.isPositive()) {
      queue.remove(Math.max(1, time.toMillis()));
    }
    return get() == null;
  }

  /** The bundles that use its packages still, as far as the framework says. */
  List<String> users() {
    BundleWiring wired = wiring.get();
    if (wired == null) {
      return List.of();
    }
    try {
      var wires = wired.getProvidedWires(null);
      return wires == null
          ? List.of()
          : wires.stream()
              .map(wire -> wire.getRequirer().getBundle())
              .filter(user -> user.getBundleId() != bundleId)
              .filter(user -> user.getState() != Bundle.UNINSTALLED)
              .distinct()
              .map(user -> Bundles.describe(user) + " uses its packages")
              .toList();
    } catch (RuntimeException e) {
      // it goes while it is looked at
      return List.of();
    }
  }

  long bundleId() {
    return bundleId;
  }

  /** As the components name it that its protocols have made. */
  String origin() {
    return "%s [%d]".formatted(bundle, bundleId);
  }

  Leak leak(List<String> holders) {
    return new Leak(bundle, version, since, holders);
  }

  /** Name, version and number. */
  @Override
  public String toString() {
    return "%s %s (bundle %d)".formatted(bundle, version, bundleId);
  }
}
