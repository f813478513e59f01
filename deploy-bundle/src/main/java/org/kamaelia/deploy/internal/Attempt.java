package org.kamaelia.deploy.internal;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Step;
import org.kamaelia.net.Server;
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
    try (Server.Stage stage = stage(bundle)) {
      resolve(bundle);
      start(bundle);
      test(stage);
      move(stage, replaced);
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

  /** Where its protocols wait until they take the place of what runs. */
  private Server.@Nullable Stage stage(Bundle bundle) {
    Server server = means.net().server();
    return server == null ? null : server.stage(bundle.getBundleId());
  }

  private void start(Bundle bundle) throws Refused, InterruptedException {
    steps.begin(Step.START);
    means.bundles().start(bundle, means.limits().start());
    steps.passed();
  }

  private void test(Server.@Nullable Stage stage) {
    steps.skipped(Step.TEST, stage == null ? "no server" : "no self-test");
  }

  private void move(Server.@Nullable Stage stage, long replaced) {
    if (stage == null) {
      steps.skipped(Step.MOVE, "no server");
      return;
    }
    steps.begin(Step.MOVE);
    boolean protocols = !stage.protocols().isEmpty();
    List<String> moved = stage.release(replaced);
    if (!moved.isEmpty()) {
      steps.passed(String.join(", ", moved));
    } else if (protocols) {
      steps.passed("no listener asks for it");
    } else {
      steps.skipped(Step.MOVE, "no protocol");
    }
  }
}
