package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Step;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The framework, as far as deploying needs it. The code of a bundle runs only on threads that were
 * made for that one call: however long it takes and whatever it throws or leaves behind in the
 * thread, nobody else is touched.
 */
final class Bundles {
  /** How the location of a bundle begins that runs for a file; the file's name follows. */
  static final String DEPLOYED = "deploy:";

  /** The same, of a bundle that is only looked at. */
  static final String PLANNED = "plan:";

  /** What the framework's resolver says besides what is missing. */
  private static final Pattern RESOLVER_NOISE =
      Pattern.compile(
          "Unable to resolve [^:\\[]*( \\[\\d+\\])?\\(R [\\d.]+\\): "
              + "|(?<=missing requirement )\\[.*?\\(R [\\d.]+\\)\\] "
              + "| Unresolved requirements: .*");

  private final BundleContext context;
  private final FrameworkWiring wiring;
  private final AtomicLong installed = new AtomicLong();

  Bundles(BundleContext context) {
    this.context = context;
    wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
  }

  /** The bundles that an earlier deployer installed. */
  List<Bundle> earlier() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getLocation().startsWith(DEPLOYED))
        .toList();
  }

  /** The name of the file for which a bundle was installed. */
  static String file(Bundle bundle) {
    String location = bundle.getLocation();
    return location.substring(DEPLOYED.length(), location.lastIndexOf('#'));
  }

  /**
   * Installs beside whatever there is, also beside the same name and version.
   *
   * @param place how its location begins
   */
  Bundle install(String place, Jar jar) throws Refused {
    String location;
    do {
      location = place + "#" + installed.incrementAndGet();
    } while (context.getBundle(location) != null);
    try (InputStream in = Files.newInputStream(jar.path())) {
      return context.installBundle(location, in);
    } catch (BundleException | IOException | RuntimeException e) {
      throw new Refused(Step.INSTALL, String.valueOf(e.getMessage()));
    }
  }

  /** Finds what a bundle needs; one bundle after the other. */
  synchronized void resolve(Bundle bundle) throws Refused {
    try {
      // resolves it, and says what is missing, which resolveBundles does not
      bundle.loadClass("-");
    } catch (ClassNotFoundException e) {
      if (e.getCause() instanceof BundleException unresolved) {
        throw new Refused(Step.RESOLVE, missing(unresolved));
      }
    }
  }

  /**
   * Starts a bundle. The framework does not start it again by itself: what runs after a restart is
   * for the folder to say.
   *
   * @param within how long it may take; later it is interrupted
   */
  void start(Bundle bundle, Duration within) throws Refused, InterruptedException {
    var outcome = new ArrayBlockingQueue<Optional<Refused>>(1);
    Thread thread =
        onThreadOfItsOwn("start", bundle, () -> outcome.add(Optional.ofNullable(start(bundle))));
    try {
      Optional<Refused> refused = outcome.poll(within.toNanos(), TimeUnit.NANOSECONDS);
      if (refused == null) {
        throw new Refused(
            Step.START,
            "does not return within " + within.toMillis() + " ms" + place(thread.getStackTrace()));
      }
      if (refused.isPresent()) {
        throw refused.get();
      }
    } finally {
      thread.interrupt();
    }
  }

  private static @Nullable Refused start(Bundle bundle) {
    try {
      bundle.start(Bundle.START_TRANSIENT);
      return null;
    } catch (Throwable e) {
      try {
        Folder.LOG.log(Level.DEBUG, bundle + " does not start", e);
        return new Refused(Step.START, cause(e));
      } catch (Throwable hostile) {
        // the bundle's own exception, which fails when it is looked at
        return new Refused(Step.START, e.getClass().getName());
      }
    }
  }

  /**
   * Stops and uninstalls a bundle, and lets its class loader go.
   *
   * @return whether it is gone
   */
  boolean remove(Bundle bundle) {
    stop(bundle);
    try {
      if (bundle.getState() != Bundle.UNINSTALLED) {
        bundle.uninstall();
      }
      refresh();
      return true;
    } catch (BundleException | RuntimeException e) {
      Folder.LOG.log(Level.WARNING, describe(bundle) + " cannot be uninstalled", e);
      return false;
    }
  }

  /** Stops a bundle; it may finish its connections first. */
  static void stop(Bundle bundle) {
    try {
      if (bundle.getState() != Bundle.UNINSTALLED) {
        bundle.stop();
      }
    } catch (BundleException | RuntimeException | Error e) {
      Folder.LOG.log(Level.WARNING, describe(bundle) + " does not stop properly", e);
    }
  }

  /**
   * Discards what uninstalled bundles left, but for those that a bundle still there is wired to:
   * that would have to be restarted.
   */
  private void refresh() {
    Collection<Bundle> gone = wiring.getRemovalPendingBundles();
    List<Bundle> free =
        gone.stream()
            .filter(bundle -> gone.containsAll(wiring.getDependencyClosure(Set.of(bundle))))
            .toList();
    if (!free.isEmpty()) {
      wiring.refreshBundles(free);
    }
  }

  static Thread onThreadOfItsOwn(String verb, Bundle bundle, Runnable task) {
    return Thread.ofPlatform()
        .daemon()
        .name(verb + " " + bundle.getSymbolicName() + " " + bundle.getVersion())
        .start(task);
  }

  private static String missing(BundleException e) {
    String message = String.valueOf(e.getMessage());
    String start = message.substring(0, Math.min(message.length(), 2000));
    return RESOLVER_NOISE.matcher(start).replaceAll("");
  }

  private static String cause(Throwable e) {
    Throwable cause = e instanceof BundleException && e.getCause() != null ? e.getCause() : e;
    return cause + place(cause.getStackTrace());
  }

  /** Where that is, below the JDK's own code. */
  private static String place(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .filter(frame -> frame.getModuleName() == null)
        .findFirst()
        .map(frame -> " at " + frame)
        .orElse("");
  }

  /** Name, version and number, for people. */
  static String describe(Bundle bundle) {
    return bundle.getSymbolicName()
        + " "
        + bundle.getVersion()
        + " (bundle "
        + bundle.getBundleId()
        + ")";
  }
}
