package org.kamaelia.deploy.internal;

import java.util.function.Consumer;
import org.kamaelia.deploy.Step;
import org.osgi.framework.Bundle;

/** The steps that a jar goes through until it runs. */
final class Attempt {
  private final Means means;
  private final Steps steps;

  /**
   * Begins.
   *
   * @param steps of which the first has begun
   */
  Attempt(Means means, Steps steps) {
    this.means = means;
    this.steps = steps;
  }

  /**
   * All steps for a jar. What one leaves that refuses it goes by itself.
   *
   * @param replaced the number of the bundle whose place it takes, 0 for none
   * @return the bundle, which runs
   */
  Bundle run(String file, Jar jar, long replaced) throws Refused, InterruptedException {
    check(jar);
    Bundle bundle = install(Bundles.DEPLOYED + file, jar);
    try (Staging staging = means.net().stage(bundle)) {
      resolve(bundle);
      start(bundle);
      if (staging == null) {
        steps.skipped(Step.TEST, "no server");
        steps.skipped(Step.MOVE, "no server");
      } else {
        staging.test(steps, means.limits().test());
        staging.move(steps, replaced);
      }
      return bundle;
    } catch (Refused | InterruptedException | RuntimeException | Error e) {
      Retirement.discard(means, bundle);
      throw e;
    }
  }

  /**
   * The steps before anything of a jar starts; then its bundle is gone.
   *
   * @param installed is given the bundle while it is there
   */
  void rehearse(String file, Jar jar, Consumer<Bundle> installed) throws Refused {
    check(jar);
    Bundles bundles = means.bundles();
    // nobody else is resolved meanwhile, so nobody comes to use what it exports
    synchronized (bundles) {
      Bundle bundle = install(Bundles.PLANNED + file, jar);
      try {
        installed.accept(bundle);
        resolve(bundle);
      } finally {
        bundles.remove(bundle);
      }
    }
  }

  /** What can be said of it without the framework. */
  private void check(Jar jar) throws Refused {
    jar.mustBeWhole(means.limits());
    steps.passed();
    steps.begin(Step.VALID);
    means.gate().mustBeAllowed(jar.mustBeValid());
    steps.passed();
    steps.begin(Step.SIGNED);
    means.gate().signer(jar).ifPresentOrElse(steps::passed, () -> steps.skipped("not looked at"));
  }

  private Bundle install(String location, Jar jar) throws Refused {
    steps.begin(Step.INSTALL);
    Bundle bundle = means.bundles().install(location, jar);
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
