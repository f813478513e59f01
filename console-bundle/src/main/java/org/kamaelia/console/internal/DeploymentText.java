package org.kamaelia.console.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Plan;
import org.kamaelia.deploy.StepReport;

/** Deployments as people read them. */
final class DeploymentText {
  private DeploymentText() {}

  /** A deployment in a line. */
  static String of(Deployment it) {
    String file = Text.clean(it.file());
    String bundle = Text.clean(it.bundle());
    String reason = it.reason().isEmpty() ? "" : ": " + Text.clean(it.reason());
    return switch (it.state()) {
      case RUNNING -> "%s runs %s %s".formatted(file, bundle, Text.clean(it.version()));
      case INCOMPLETE ->
          "%s has been incomplete for %s%s"
              .formatted(file, Text.duration(Duration.between(it.since(), Instant.now())), reason);
      case REJECTED ->
          "%s was rejected%s%s"
              .formatted(
                  file,
                  reason,
                  bundle.isEmpty()
                      ? ""
                      : "; %s %s still runs for it".formatted(bundle, Text.clean(it.version())));
    };
  }

  /** A step in a line. */
  static String step(StepReport it) {
    return "  %-10s %-8s %8s%s"
        .formatted(
            it.step(),
            Text.word(it.outcome()),
            Text.duration(it.took()),
            it.remark().isEmpty() ? "" : "  " + Text.clean(it.remark()));
  }

  static String history(FileHistory it) {
    List<String> parts = new ArrayList<>();
    parts.add(it.deployment().map(DeploymentText::of).orElse(it.file() + " is not there any more"));
    it.deployment()
        .filter(deployment -> !deployment.steps().isEmpty())
        .ifPresent(deployment -> parts.add(Tables.STEPS.of(deployment.steps())));
    parts.add(Tables.KEPT.of(it.kept()));
    return String.join("\n\n", parts);
  }

  static String plan(Plan it) {
    List<String> parts = new ArrayList<>();
    String what =
        it.bundle().isEmpty()
            ? Text.clean(it.file())
            : "%s %s as %s"
                .formatted(
                    Text.clean(it.bundle()), Text.clean(it.version()), Text.clean(it.file()));
    if (it.unchanged()) {
      return what + ": it is what runs already, nothing would happen";
    }
    parts.add(what + (it.refused() ? " would be refused" : " would be deployed"));
    parts.add(Tables.STEPS.of(it.steps()));
    if (!it.refused()) {
      parts.add(
          it.replaces().isEmpty()
              ? "it would replace nothing"
              : "it would replace %s; %s"
                  .formatted(
                      Text.clean(it.replaces()),
                      it.connections() == 1
                          ? "1 connection would be told to finish"
                          : Text.count(it.connections()) + " connections would be told to finish"));
      parts.add(Tables.MOVES.of(it.moves()));
    }
    return String.join("\n\n", parts);
  }
}
