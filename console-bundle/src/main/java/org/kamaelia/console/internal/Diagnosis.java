package org.kamaelia.console.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Deadlock;
import org.kamaelia.axon.Stall;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.Server;

/**
 * Why something does not serve, as {@code diag} found; all is well where all lists are empty.
 *
 * @param missing parts of the server that do not run
 * @param listeners the listeners that do not serve
 * @param tls the listeners whose TLS files are wrong, or whose certificates expire soon
 * @param deployments the jars that do not run
 * @param stalls the components that hold up their loops
 * @param deadlocks the components that wait for one another
 * @param slow whether components run on the slower carrier
 */
record Diagnosis(
    List<String> missing,
    List<ListenerInfo> listeners,
    List<ListenerInfo> tls,
    List<Deployment> deployments,
    List<Stall> stalls,
    List<Deadlock> deadlocks,
    boolean slow) {

  /** How long before its end a certificate is warned of. */
  private static final Duration SOON = Duration.ofDays(14);

  static Diagnosis of(@Nullable Server server, @Nullable Deployer deployer) {
    String noServer = server == null ? "no server runs: is org.kamaelia.net started?" : "";
    String noDeployer = deployer == null ? "no deployer runs: is org.kamaelia.deploy started?" : "";
    return new Diagnosis(
        List.of(noServer, noDeployer).stream().filter(it -> !it.isEmpty()).toList(),
        server == null
            ? List.of()
            : server.listeners().stream()
                .filter(it -> it.state() != ListenerInfo.State.SERVING)
                .toList(),
        server == null ? List.of() : server.listeners().stream().filter(Diagnosis::isOdd).toList(),
        deployer == null
            ? List.of()
            : deployer.deployments().stream()
                .filter(it -> it.state() != Deployment.State.RUNNING)
                .toList(),
        server == null ? List.of() : server.axon().stalls(),
        server == null ? List.of() : server.axon().deadlocks(),
        server != null && !server.axon().carrierName().equals("virtual"));
  }

  private static boolean isOdd(ListenerInfo listener) {
    return listener
        .tls()
        .filter(
            tls -> !tls.problem().isEmpty() || tls.validUntil().minus(SOON).isBefore(Instant.now()))
        .isPresent();
  }

  boolean allIsWell() {
    return missing.isEmpty()
        && listeners.isEmpty()
        && tls.isEmpty()
        && deployments.isEmpty()
        && stalls.isEmpty()
        && deadlocks.isEmpty()
        && !slow;
  }
}
