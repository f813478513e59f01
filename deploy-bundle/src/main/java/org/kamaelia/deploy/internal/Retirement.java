package org.kamaelia.deploy.internal;

import static org.kamaelia.deploy.internal.Bundles.describe;

import java.lang.System.Logger.Level;
import org.kamaelia.deploy.Step;
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

  private void run(Bundle bundle, String what) {
    steps.skipped(Step.FINISH, "no server");
    steps.begin(Step.UNINSTALL);
    if (means.bundles().remove(bundle)) {
      steps.passed();
      Folder.LOG.log(
          Level.INFO,
          Refused.line(
              "%s %s: %s; %s"
                  .formatted(
                      what, file, describe(bundle), steps.times(Step.FINISH, Step.UNINSTALL))));
    } else {
      steps.refused("it cannot be uninstalled: see the log");
    }
  }
}
