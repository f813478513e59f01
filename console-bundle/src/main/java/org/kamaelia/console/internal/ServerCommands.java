package org.kamaelia.console.internal;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Topology;
import org.kamaelia.console.Diagnostics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands that show the server; as Gogo calls them. */
@Component(
    service = ServerCommands.class,
    property = {
      "osgi.command.scope=kamaelia",
      "osgi.command.function=protocols",
      "osgi.command.function=listeners",
      "osgi.command.function=connections",
      "osgi.command.function=stats",
      "osgi.command.function=topology",
      "osgi.command.function=diag"
    })
public final class ServerCommands {
  /** How long a topology may take: a loop that is held up does not answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  static final String PROTOCOLS =
      """
      protocols - the protocols that are registered, and the listeners that give them
      Usage: protocols
        -? --help  show this
        --json     the same as JSON
      Examples:
        protocols
        protocols | grep echo
      A protocol comes with its jar in the folder deploy/; `deployments` shows those.
      serving: new connections may get it.  held: its jar is being tested.
      finishing: another has replaced it, and its connections come to their end.\
      """;

  static final String LISTENERS =
      """
      listeners - the listeners, and whether they serve
      Usage: listeners
        -? --help  show this
        --json     the same as JSON
      Examples:
        listeners
        each -r (listeners) { ($it spec) name }
      From outside: ./kamaelia console -c 'listeners --json' | jq -r '.[].spec.name'
      serving: the port is open.  waiting: the protocol is not there, the port is closed.
      failed: the port could not be opened; `retry` tries again.
      suspended: the port was closed by `suspend` or `drain`; `resume` opens it.
      takes is the range of versions that its setting version allows, if it is not any.
      faults go wrong on purpose; `faults LISTENER off` ends them.\
      """;

  static final String CONNECTIONS =
      """
      connections - the connections that are open now
      Usage: connections [--tcp]
        -? --help  show this
        --tcp      what the system knows of each TCP connection; on Linux only
        --json     the same as JSON
      Examples:
        connections
        connections | grep 127.0.0.1
        connections --tcp
      idle is how long no byte has moved; finishing is one that was told to finish: it is closed
      when it is not busy, or as the listener's setting finish says. With --tcp: rtt is the
      round-trip time, smoothed, and how much it varies; window is how many segments of mss bytes
      may be under way, of which unacked are; resent is how many segments were sent again; rate is
      what lately arrived at the peer in a second; unsent is what was written and waits.\
      """;

  static final String STATS =
      """
      stats - what goes through the listeners in a second
      Usage: stats [--protocols] [-n SECONDS]
        -? --help           show this
        -n --over=SECONDS   how long it is looked at; else 1
        --protocols         by protocol and version instead
        --json              the same as JSON
      Examples:
        stats
        stats --protocols -n 10
        watch stats
      Bytes are those of the connections that are open when it ends.\
      """;

  static final String TOPOLOGY =
      """
      topology - what runs: loops, components, their boxes and linkages
      Usage: topology [--dot | --mermaid | --json] [FILTER]
        -? --help  show this
        --dot      as a graph for Graphviz
        --mermaid  as a graph for Mermaid
        --json     as JSON, all components
      Examples:
        topology
        topology HttpProtocol           names, groups, origins and loops that contain it
        topology 'conn[17]'             quoted: brackets are the shell's
      From outside: ./kamaelia console -c 'topology --dot' | dot -Tsvg > topology.svg\
      """;

  static final String DIAG =
      """
      diag - why is this not serving? What is wrong, and where
      Usage: diag [NAME]
        -? --help  show this
        --json     the same as JSON
      Examples:
        diag
        diag echo                       one listener, or one protocol
      With a NAME, the exit code is 1 if that does not serve.\
      """;

  private final Running running;
  private final Diagnostics diagnostics;

  /** Made by the service component runtime. */
  @Activate
  public ServerCommands(@Reference Running running, @Reference Diagnostics diagnostics) {
    this.running = running;
    this.diagnostics = diagnostics;
  }

  @Descriptor(PROTOCOLS)
  public @Nullable Object protocols(String[] words) throws Exception {
    return Command.run(
        PROTOCOLS, words, () -> new Listing<>(Tables.PROTOCOLS, running.server().protocols()));
  }

  @Descriptor(LISTENERS)
  public @Nullable Object listeners(String[] words) throws Exception {
    return Command.run(
        LISTENERS, words, () -> new Listing<>(Tables.LISTENERS, running.server().listeners()));
  }

  @Descriptor(CONNECTIONS)
  public @Nullable Object connections(String[] words) throws Exception {
    return Command.run(
        CONNECTIONS,
        words,
        0,
        0,
        it ->
            it.isSet("tcp")
                ? new Listing<>(Tables.TCP, TcpConnection.all(running.server()))
                : new Listing<>(Tables.CONNECTIONS, running.server().connections()));
  }

  @Descriptor(STATS)
  public @Nullable Object stats(String[] words) throws Exception {
    return Command.run(
        STATS,
        words,
        0,
        0,
        it -> {
          Duration over = Command.seconds("-n", it.isSet("over") ? it.get("over") : "1");
          long began = System.nanoTime();
          Stats before = Stats.of(running.server());
          Thread.sleep(over);
          Stats now = Stats.of(running.server());
          Duration between = Duration.ofNanos(System.nanoTime() - began);
          return it.isSet("protocols")
              ? new Listing<>(Tables.PROTOCOL_RATES, now.protocols(before, between))
              : new Listing<>(Tables.LISTENER_RATES, now.listeners(before, between));
        });
  }

  @Descriptor(TOPOLOGY)
  public @Nullable Object topology(String[] words) throws Exception {
    return Command.run(
        TOPOLOGY,
        words,
        0,
        1,
        it -> {
          if (Stream.of("dot", "mermaid", "json").filter(it::isSet).count() > 1) {
            throw new Refusal("topology writes one of --dot, --mermaid and --json");
          }
          View view = View.of(snapshot(), String.join("", it.args()));
          return it.isSet("dot")
              ? view.shown().toDot()
              : it.isSet("mermaid")
                  ? view.shown().toMermaid()
                  : it.isSet("json") ? view.shown() : view;
        });
  }

  @Descriptor(DIAG)
  public @Nullable Object diag(CommandSession session, String[] words) throws Exception {
    return Command.run(
        DIAG,
        words,
        0,
        1,
        it -> {
          if (it.args().isEmpty()) {
            return diagnostics.diagnose();
          }
          Verdict verdict = Verdict.of(running, it.args().getFirst());
          if (!verdict.serves()) {
            Command.exitCode(session, 1);
          }
          return verdict;
        });
  }

  /** A loop that is held up does not answer, so this is asked for from a thread that may wait. */
  private Topology snapshot() throws Exception {
    Axon axon = running.server().axon();
    var asked = new FutureTask<>(axon::topology);
    Thread.ofVirtual().name("kamaelia-topology").start(asked);
    try {
      return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Refusal(
          "a loop does not answer within %s; `diag` names what holds it up"
              .formatted(Text.duration(PATIENCE)));
    }
  }
}
