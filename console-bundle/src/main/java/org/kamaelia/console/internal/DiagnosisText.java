package org.kamaelia.console.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.kamaelia.axon.Deadlock;
import org.kamaelia.axon.Stall;
import org.kamaelia.console.Diagnosis;
import org.kamaelia.deploy.Leak;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.TlsInfo;

/** A diagnosis in sentences, a line each. */
final class DiagnosisText {
  /** How many frames of a stack are shown. */
  private static final int FRAMES = 12;

  private DiagnosisText() {}

  static String of(Diagnosis it) {
    if (it.allIsWell()) {
      return "nothing is wrong";
    }
    List<String> lines = new ArrayList<>(it.missing());
    it.configurations().forEach(problem -> lines.add(Text.clean(problem.toString())));
    it.listeners().forEach(listener -> lines.add(Sentences.advice(listener)));
    it.tls().forEach(listener -> lines.add(tls(listener)));
    it.deployments().forEach(deployment -> lines.add(DeploymentText.of(deployment)));
    it.leaks().forEach(leak -> lines.add(leak(leak)));
    it.stalls().forEach(stall -> lines.add(stall(stall)));
    it.deadlocks().forEach(deadlock -> lines.add(deadlock(deadlock)));
    if (it.slow()) {
      lines.add(
          "components run on the slower carrier; start Java with"
              + " --add-opens java.base/java.lang=ALL-UNNAMED for the fast one");
    }
    return String.join("\n", lines);
  }

  static String tls(ListenerInfo it) {
    TlsInfo tls = it.tls().orElseThrow();
    return "listener %s: %s"
        .formatted(
            Text.clean(it.spec().name()),
            tls.problem().isEmpty()
                ? "a certificate expires at " + tls.validUntil()
                : "its TLS files are not used as they are now: " + Text.clean(tls.problem()));
  }

  private static String leak(Leak it) {
    return "%s %s was removed, and its classes are still held by %s"
        .formatted(Text.clean(it.bundle()), Text.clean(it.version()), Tables.holders(it.holders()));
  }

  private static String stall(Stall it) {
    return "component %s has held up %s for %s; it is at%s"
        .formatted(
            Text.clean(it.component()),
            it.loop(),
            Text.duration(it.since()),
            it.stack().stream()
                .limit(FRAMES)
                .map(frame -> "\n    " + frame)
                .collect(Collectors.joining()));
  }

  private static String deadlock(Deadlock it) {
    return "these wait for one another and will never go on:"
        + it.cycle().stream()
            .map(step -> "\n    " + Text.clean(step.toString()))
            .collect(Collectors.joining())
        + (it.heldUp().isEmpty()
            ? ""
            : "\n  and hold up " + Text.clean(String.join(", ", it.heldUp())));
  }
}
