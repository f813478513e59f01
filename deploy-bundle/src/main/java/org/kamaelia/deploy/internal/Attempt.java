package org.kamaelia.deploy.internal;

import org.kamaelia.deploy.Step;
import org.osgi.framework.Bundle;

/** The steps that a jar goes through until it runs. */
final class Attempt {
  private final Means means;
  private final Steps steps;

  Attempt(Means means, Steps steps) {
    this.means = means;
    this.steps = steps;
  }

  /**
   * All steps for a jar of the file. What it leaves, if one refuses it, goes by itself.
   *
   * @return the bundle, which runs
   */
  Bundle run(String file, Jar jar) throws Refused, InterruptedException {
    check(jar);
    Bundle bundle = install(file, jar);
    try {
      resolve(bundle);
      start(bundle);
      steps.skipped(Step.TEST, "no server");
      steps.skipped(Step.MOVE, "no server");
      return bundle;
    } catch (Refused | InterruptedException | RuntimeException | Error e) {
      means.bundles().discard(bundle);
      throw e;
    }
  }

  /** What can be said of it without the framework. The first step has begun. */
  private void check(Jar jar) throws Refused {
    jar.mustBeWhole(means.limits());
    steps.passed();
    steps.begin(Step.VALID);
    jar.mustBeValid();
    steps.passed();
  }

  private Bundle install(String file, Jar jar) throws Refused {
    steps.begin(Step.INSTALL);
    Bundle bundle = means.bundles().install(file, jar);
    steps.passed("bundle " + bundle.getBundleId());
    return bundle;
  }

  private void resolve(Bundle bundle) throws Refused {
    steps.begin(Step.RESOLVE);
    means.bundles().resolve(bundle);
    steps.passed();
  }

  private void start(Bundle bundle) throws Refused, InterruptedException {
    steps.begin(Step.START);
    means.bundles().start(bundle, means.limits().start());
    steps.passed();
  }
}
