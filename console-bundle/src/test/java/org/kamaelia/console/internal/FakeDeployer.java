package org.kamaelia.console.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.DeploymentException;
import org.kamaelia.deploy.KeptJar;
import org.kamaelia.deploy.Leak;
import org.kamaelia.deploy.Plan;
import org.kamaelia.deploy.Step;
import org.kamaelia.deploy.StepReport;

/** Has the deployments that a test gives it; a jar named {@code bad.jar} is refused. */
final class FakeDeployer implements Deployer {
  final List<Deployment> deployments = new CopyOnWriteArrayList<>();
  final List<KeptJar> kept = new CopyOnWriteArrayList<>();
  final List<Leak> leaks = new CopyOnWriteArrayList<>();

  /** What a deployment waits for in its test step. */
  volatile CountDownLatch gate = new CountDownLatch(0);

  static StepReport passed(Step step) {
    return new StepReport(step, StepReport.Outcome.PASSED, Duration.ofMillis(7), "");
  }

  static Deployment running(String file, String bundle, String version, List<StepReport> steps) {
    return new Deployment(
        file,
        Deployment.State.RUNNING,
        bundle,
        version,
        9,
        "",
        Instant.parse("2026-11-26T07:00:00Z"),
        steps);
  }

  static KeptJar kept(String file, int number, String version, boolean runs) {
    return new KeptJar(
        file,
        number,
        "org.kamaelia.protocol.echo",
        version,
        "0123456789abcdef".repeat(4),
        Instant.parse("2026-11-26T06:00:00Z"),
        runs);
  }

  void reset() {
    deployments.clear();
    kept.clear();
    leaks.clear();
    gate = new CountDownLatch(0);
  }

  @Override
  public List<Deployment> deployments() {
    return List.copyOf(deployments);
  }

  @Override
  public Plan plan(Path jar, String file) {
    boolean bad = jar.endsWith("bad.jar");
    var valid =
        bad
            ? new StepReport(
                Step.VALID, StepReport.Outcome.REFUSED, Duration.ofMillis(1), "exports a.b")
            : passed(Step.VALID);
    return new Plan(
        file,
        "org.kamaelia.protocol.echo",
        "1.1.0",
        false,
        List.of(passed(Step.WHOLE), valid),
        bad ? "" : "org.kamaelia.protocol.echo 1.0.0 (9)",
        bad ? List.of() : List.of(new Plan.Move("echo", "echo", "1.0.0", "1.1.0")),
        bad ? 0 : 3);
  }

  @Override
  public Deployment deploy(Path jar, String file) throws DeploymentException, InterruptedException {
    if (jar.endsWith("bad.jar")) {
      throw new DeploymentException(file, Step.VALID, "exports a.b");
    }
    return put(file, "1.1.0");
  }

  @Override
  public Deployment rollback(String file) throws InterruptedException {
    return put(file, "1.0.0");
  }

  @Override
  public Deployment rollback(String file, int number) throws InterruptedException {
    if (kept(file).stream().noneMatch(it -> it.number() == number)) {
      throw new IllegalArgumentException("number %d of %s is not kept".formatted(number, file));
    }
    return put(file, "0." + number);
  }

  @Override
  public List<KeptJar> kept(String file) {
    return kept.stream().filter(it -> it.file().equals(file)).toList();
  }

  @Override
  public List<Leak> leaks() {
    return List.copyOf(leaks);
  }

  @Override
  public List<Leak> leaksInHeap() throws IOException {
    if (leaks.isEmpty()) {
      throw new IOException("no room");
    }
    return leaks.stream()
        .map(it -> new Leak(it.bundle(), it.version(), it.since(), List.of("thread pump")))
        .toList();
  }

  private Deployment put(String file, String version) throws InterruptedException {
    deployments.removeIf(it -> it.file().equals(file));
    deployments.add(
        running(file, "org.kamaelia.protocol.echo", "1.0.0", List.of(passed(Step.WHOLE))));
    gate.await();
    Deployment done =
        running(
            file,
            "org.kamaelia.protocol.echo",
            version,
            List.of(passed(Step.WHOLE), passed(Step.MOVE)));
    deployments.removeIf(it -> it.file().equals(file));
    deployments.add(done);
    return done;
  }
}
