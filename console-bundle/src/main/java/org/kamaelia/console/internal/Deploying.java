package org.kamaelia.console.internal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.service.command.Process;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.DeploymentException;
import org.kamaelia.deploy.Step;
import org.kamaelia.deploy.StepReport;

/** Waits for a deployment, and tells each step as it passes, on the error stream. */
final class Deploying {
  /** How often is looked what has passed. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Deployer deployer;
  private final String file;
  private final PrintStream out = Process.Utils.current().err();

  /** The latest try before this one: its steps are not ours. */
  private final List<StepReport> before;

  private final Set<Step> told = new HashSet<>();

  Deploying(Deployer deployer, String file) {
    this.deployer = deployer;
    this.file = file;
    this.before = steps();
  }

  /** What the deployer is asked for. */
  interface Request {
    Deployment make() throws Exception;
  }

  Deployment run(Request request) throws Refusal {
    var asked = new FutureTask<>(request::make);
    Thread thread = Thread.ofVirtual().name("kamaelia-deploying").start(asked);
    try {
      while (true) {
        try {
          Deployment made = asked.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
          tell(made.steps());
          return made;
        } catch (TimeoutException e) {
          List<StepReport> now = steps();
          if (!now.equals(before)) {
            tell(now);
          }
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw refusal(cause == null ? e : cause);
    } catch (InterruptedException e) {
      thread.interrupt();
      throw new Refusal(
          "no longer waited for; `deployments %s` tells what came of it".formatted(file));
    }
  }

  private List<StepReport> steps() {
    return FileHistory.find(deployer, file).map(Deployment::steps).orElse(List.of());
  }

  private void tell(List<StepReport> steps) {
    for (StepReport step : steps) {
      if (step.outcome() != StepReport.Outcome.RUNNING && told.add(step.step())) {
        out.println(DeploymentText.step(step));
      }
    }
    out.flush();
  }

  private static Refusal refusal(Throwable cause) {
    return switch (cause) {
      case DeploymentException refused ->
          new Refusal(Text.clean(String.valueOf(refused.getMessage())) + "; nothing has changed");
      case IllegalArgumentException wrong -> new Refusal(String.valueOf(wrong.getMessage()));
      case RuntimeException bug -> throw bug;
      case Error bug -> throw bug;
      default -> new Refusal(String.valueOf(cause.getMessage()));
    };
  }
}
