package org.kamaelia.console.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.console.PageTokens;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.Server;
import org.kamaelia.record.Recorder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * What the commands speak to, as far as it runs: they are there even where the server is not, so
 * that {@code diag} can say so.
 */
@Component(service = Running.class)
public final class Running {
  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Server server;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Deployer deployer;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Recorder recorder;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable PageTokens pageTokens;

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  volatile List<ConfigurationProblems> configurations = List.of();

  /** What is wrong with configurations. */
  List<ConfigurationProblem> problems() {
    return configurations.stream().flatMap(it -> it.problems().stream()).toList();
  }

  /** The server. */
  Server server() throws Refusal {
    return there("server", server);
  }

  /** The deployer. */
  Deployer deployer() throws Refusal {
    return there("deployer", deployer);
  }

  /** The recorder. */
  Recorder recorder() throws Refusal {
    return there("recorder", recorder);
  }

  /** Who gives tokens for the page. */
  PageTokens pageTokens() throws Refusal {
    return there("page", pageTokens);
  }

  private static <T> T there(String what, @Nullable T service) throws Refusal {
    if (service == null) {
      throw new Refusal("no " + what + " runs");
    }
    return service;
  }
}
