package org.kamaelia.deploy.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** A framework for each test, with what the tests share. */
@Timeout(120)
abstract class DeployingTest {

  static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path temp;
  Deploying it;

  @AfterEach
  void close() throws Exception {
    it.close();
  }

  final void start() throws Exception {
    it = new Deploying(temp, Deploying.QUICK);
    it.start();
  }

  /** With another patience, or another time for bundles to start. */
  final void start(Duration patience, Duration start) throws Exception {
    it = new Deploying(temp, limits(Deploying.QUICK.quiet(), patience, start));
    it.start();
  }

  static Limits limits(Duration quiet, Duration patience, Duration start) {
    Limits quick = Deploying.QUICK;
    return new Limits(
        quiet,
        patience,
        start,
        quick.test(),
        quick.rescan(),
        quick.jarBytes(),
        quick.unpackedBytes(),
        quick.entries());
  }

  /** What starts and stops from now on, by the texts. */
  final List<String> bundleEvents() {
    List<String> events = new CopyOnWriteArrayList<>();
    it.context()
        .addBundleListener(
            (SynchronousBundleListener)
                event -> {
                  String text = event.getBundle().getHeaders("").get("Text");
                  if (event.getType() == BundleEvent.STARTED) {
                    events.add("started " + text);
                  } else if (event.getType() == BundleEvent.STOPPING) {
                    events.add("stopping " + text);
                  }
                });
    return events;
  }
}
