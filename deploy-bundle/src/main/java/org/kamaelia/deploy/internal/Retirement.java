package org.kamaelia.deploy.internal;

import static org.kamaelia.deploy.internal.Bundles.describe;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import org.kamaelia.deploy.Step;
import org.kamaelia.net.Server;
import org.osgi.framework.Bundle;

/**
 * The end of a bundle that was replaced, or whose file was removed. It takes its time: the bundle
 * may finish its connections first.
 */
final class Retirement {
  private final Means means;
  private final String file;
  private final Steps steps;

  Retirement(Means means, String file, Steps steps) {
    this.means = means;
    this.file = file;
    this.steps = steps;
  }

  /**
   * Begins it, in the background.
   *
   * @param what happened, for the log
   */
  void begin(Bundle bundle, String what) {
    Bundles.onThreadOfItsOwn("stop", bundle, () -> run(bundle, what));
  }

  /** The same for one that has not come to run, and is not spoken of. */
  static void discard(Means means, Bundle bundle) {
    Bundles.onThreadOfItsOwn(
        "stop",
        bundle,
        () -> {
          Removal removal = means.unload().watch(bundle);
          if (means.bundles().remove(bundle)) {
            means.unload().awaitGone(removal, means.configured().policy().unloadWithin());
          }
        });
  }

  private void run(Bundle bundle, String what) {
    finish(bundle);
    Removal removal = means.unload().watch(bundle);
    steps.begin(Step.UNINSTALL);
    if (means.bundles().remove(bundle)) {
      steps.passed();
      Folder.LOG.log(
          Level.INFO,
          Refused.line(
              "%s %s: %s; %s"
                  .formatted(
                      what, file, describe(bundle), steps.times(Step.FINISH, Step.UNINSTALL))));
      unload(removal);
    } else {
      steps.refused("it cannot be uninstalled: see the log");
    }
  }

  private void finish(Bundle bundle) {
    Server server = means.net().server();
    if (server == null) {
      steps.skipped(Step.FINISH, "no server");
      return;
    }
    Set<String> protocols = Net.protocols(server, bundle);
    if (protocols.isEmpty()) {
      steps.skipped(Step.FINISH, "no protocol");
      return;
    }
    String told = count(Net.connections(server, bundle));
    steps.begin(Step.FINISH, () -> count(Net.finishing(server, protocols)) + " left");
    // its protocols are let go when their connections have ended
    Bundles.stop(bundle);
    steps.passed(told + " told to");
  }

  private void unload(Removal removal) {
    Duration within = means.configured().policy().unloadWithin();
    if (within.isZero()) {
      steps.skipped(Step.UNLOAD, "unloadWithin = 0");
      return;
    }
    steps.begin(Step.UNLOAD);
    means
        .unload()
        .awaitGone(removal, within)
        .ifPresentOrElse(
            leak -> steps.refused(String.join("; ", leak.holders())), () -> steps.passed());
  }

  private static String count(int connections) {
    return connections == 1 ? "1 connection" : connections + " connections";
  }
}
