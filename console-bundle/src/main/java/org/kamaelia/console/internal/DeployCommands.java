package org.kamaelia.console.internal;

import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands about jars; as Gogo calls them. */
@Component(
    service = DeployCommands.class,
    property = {"osgi.command.scope=kamaelia", "osgi.command.function=deployments"})
public final class DeployCommands {
  static final String DEPLOYMENTS =
      """
      deployments - the jars in the folder deploy/, and what became of them
      Usage: deployments
        -? --help  show this
        --json     the same as JSON
      Examples:
        deployments
        deployments | grep rejected\
      """;

  private final Running running;

  /** Made by the service component runtime. */
  @Activate
  public DeployCommands(@Reference Running running) {
    this.running = running;
  }

  @Descriptor(DEPLOYMENTS)
  public @Nullable Object deployments(String[] words) throws Exception {
    return Command.run(
        DEPLOYMENTS,
        words,
        () -> new Listing<>(Tables.DEPLOYMENTS, running.deployer().deployments()));
  }
}
