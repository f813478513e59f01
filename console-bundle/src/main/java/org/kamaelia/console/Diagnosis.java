package org.kamaelia.console;

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
 * @param deployments the jars that do not run
 * @param stalls the components that hold up their loops
 * @param deadlocks the components that wait for one another
 * @param slow whether components run on the slower carrier
 */
record Diagnosis(
    List<String> missing,
    List<ListenerInfo> listeners,
    List<Deployment> deployments,
    List<Stall> stalls,
    List<Deadlock> deadlocks,
    boolean slow) {

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
        deployer == null
            ? List.of()
            : deployer.deployments().stream()
                .filter(it -> it.state() != Deployment.State.RUNNING)
                .toList(),
        server == null ? List.of() : server.axon().stalls(),
        server == null ? List.of() : server.axon().deadlocks(),
        server != null && !server.axon().carrierName().equals("virtual"));
  }

  boolean allIsWell() {
    return missing.isEmpty()
        && listeners.isEmpty()
        && deployments.isEmpty()
        && stalls.isEmpty()
        && deadlocks.isEmpty()
        && !slow;
  }
}
