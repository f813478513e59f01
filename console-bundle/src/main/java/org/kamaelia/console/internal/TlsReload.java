package org.kamaelia.console.internal;

import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The command {@code tls-reload}, apart from the others as no method can have its name. */
@Component(
    service = Function.class,
    property = {"osgi.command.scope=kamaelia", "osgi.command.function=tls-reload"})
public final class TlsReload implements Function {
  private final ListenerCommands commands;

  /**
   * For the framework.
   *
   * @param commands what does it
   */
  @Activate
  public TlsReload(@Reference ListenerCommands commands) {
    this.commands = commands;
  }

  @Override
  public @Nullable Object execute(CommandSession session, List<Object> arguments) throws Exception {
    return commands.tlsReload(
        session, arguments.stream().map(String::valueOf).toArray(String[]::new));
  }
}
