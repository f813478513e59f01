package org.kamaelia.console.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.kamaelia.console.Diagnosis;
import org.kamaelia.console.Diagnostics;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.Server;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Asks all that runs what is wrong with it. */
@Component
public final class Diagnosing implements Diagnostics {
  /** How long before its end a certificate is warned of. */
  private static final Duration SOON = Duration.ofDays(14);

  private final Running running;

  /** Made by the service component runtime. */
  @Activate
  public Diagnosing(@Reference Running running) {
    this.running = running;
  }

  @Override
  public Diagnosis diagnose() {
    Server server = running.server;
    Deployer deployer = running.deployer;
    String noServer = server == null ? "no server runs: is org.kamaelia.net started?" : "";
    String noDeployer = deployer == null ? "no deployer runs: is org.kamaelia.deploy started?" : "";
    List<ListenerInfo> listeners = server == null ? List.of() : server.listeners();
    return new Diagnosis(
        Stream.of(noServer, noDeployer).filter(it -> !it.isEmpty()).toList(),
        running.problems(),
        listeners.stream().filter(it -> it.state() != ListenerInfo.State.SERVING).toList(),
        listeners.stream().filter(Diagnosing::isOdd).toList(),
        deployer == null
            ? List.of()
            : deployer.deployments().stream()
                .filter(it -> it.state() != Deployment.State.RUNNING)
                .toList(),
        deployer == null ? List.of() : deployer.leaks(),
        server == null ? List.of() : server.axon().stalls(),
        server == null ? List.of() : server.axon().deadlocks(),
        server != null && !server.axon().carrierName().equals("virtual"));
  }

  @Override
  public String json(Diagnosis diagnosis) {
    return Json.text(diagnosis);
  }

  private static boolean isOdd(ListenerInfo listener) {
    return listener
        .tls()
        .filter(
            tls -> !tls.problem().isEmpty() || tls.validUntil().minus(SOON).isBefore(Instant.now()))
        .isPresent();
  }
}
