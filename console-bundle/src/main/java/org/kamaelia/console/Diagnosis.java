package org.kamaelia.console;

import java.util.List;
import org.kamaelia.axon.Deadlock;
import org.kamaelia.axon.Stall;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Leak;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ListenerInfo;

/**
 * Why something does not serve, as the command {@code diag} finds it; all is well where all lists
 * are empty.
 *
 * @param missing parts of the server that do not run
 * @param configurations the configurations that were not taken as they are
 * @param listeners the listeners that do not serve
 * @param tls the listeners whose TLS files are wrong, or whose certificates expire soon
 * @param deployments the jars that do not run
 * @param leaks the bundles that were removed, and whose classes somebody holds on to
 * @param stalls the components that hold up their loops
 * @param deadlocks the components that wait for one another
 * @param slow whether components run on the slower carrier
 */
public record Diagnosis(
    List<String> missing,
    List<ConfigurationProblem> configurations,
    List<ListenerInfo> listeners,
    List<ListenerInfo> tls,
    List<Deployment> deployments,
    List<Leak> leaks,
    List<Stall> stalls,
    List<Deadlock> deadlocks,
    boolean slow) {

  /** Copies the lists. */
  public Diagnosis {
    missing = List.copyOf(missing);
    listeners = List.copyOf(listeners);
    configurations = List.copyOf(configurations);
    tls = List.copyOf(tls);
    deployments = List.copyOf(deployments);
    leaks = List.copyOf(leaks);
    stalls = List.copyOf(stalls);
    deadlocks = List.copyOf(deadlocks);
  }

  /** Whether nothing is wrong. */
  public boolean allIsWell() {
    return missing.isEmpty()
        && listeners.isEmpty()
        && configurations.isEmpty()
        && tls.isEmpty()
        && deployments.isEmpty()
        && leaks.isEmpty()
        && stalls.isEmpty()
        && deadlocks.isEmpty()
        && !slow;
  }
}
