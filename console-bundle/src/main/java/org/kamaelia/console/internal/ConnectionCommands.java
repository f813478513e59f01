package org.kamaelia.console.internal;

import java.util.HashSet;
import java.util.Set;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Drained;
import org.kamaelia.net.Server;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands that change connections; as Gogo calls them. */
@Component(
    service = ConnectionCommands.class,
    property = {"osgi.command.scope=kamaelia", "osgi.command.function=close"})
public final class ConnectionCommands {
  static final String CLOSE =
      """
      close - tell connections to finish, and wait until they have; or reset them
      Usage: close CONNECTION|LISTENER|ADDRESS [--reset]
        -? --help  show this
        --reset    at once: what waits to be sent is lost, and TCP tells the peer (RST)
        --json     what came of it, as JSON
      Examples:
        close 17                        the number that `connections` shows
        close echo                      all of a listener, whose port stays open
        close 192.0.2.7                 all from an address
        close 10.0.0.0/8 --reset        all from a network; `unix` is all from Unix-domain sockets
      How they are closed, and how long they may take, say their listeners' settings finish and
      finishWithin. Ctrl-C only ends the waiting. Nobody is kept from coming again: that is what a
      listener's setting deny is for. Exit code 1 if there is no such connection.\
      """;

  private final Running running;

  /** Made by the service component runtime. */
  @Activate
  public ConnectionCommands(@Reference Running running) {
    this.running = running;
  }

  @Descriptor(CLOSE)
  public @Nullable Object close(CommandSession session, String[] words) throws Exception {
    return Command.run(
        CLOSE,
        words,
        1,
        1,
        it ->
            Audit.change(
                session,
                "close " + String.join(" ", words),
                () -> close(running.server(), it.args().getFirst(), it.isSet("reset"))));
  }

  private static Closed close(Server server, String word, boolean reset) throws Refusal {
    Meant meant = Meant.of(server, word);
    Set<Long> those = new HashSet<>();
    Ending ending =
        new Ending(
            server.closeConnections(it -> meant.is(it) && those.add(it.id()), reset),
            () -> (int) server.connections().stream().filter(it -> those.contains(it.id())).count(),
            "they go on finishing: `connections` tells how far they are");
    if (those.isEmpty()) {
      throw new Refusal(meant.text(0) + "; `connections` shows those there are");
    }
    Drained drained = ending.await();
    return new Closed(meant.text(drained.told()), reset, drained);
  }
}
