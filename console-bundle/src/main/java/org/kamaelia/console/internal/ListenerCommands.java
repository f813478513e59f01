package org.kamaelia.console.internal;

import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Server;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands that change listeners; as Gogo calls them. */
@Component(
    service = ListenerCommands.class,
    property = {
      "osgi.command.scope=kamaelia",
      "osgi.command.function=bind",
      "osgi.command.function=unbind",
      "osgi.command.function=retry",
      "osgi.command.function=suspend",
      "osgi.command.function=resume",
      "osgi.command.function=drain",
      "osgi.command.function=faults"
    })
public final class ListenerCommands {
  static final String BIND =
      """
      bind - make a listener, or change the one of that name; it is kept for the next start
      Usage: bind PROTOCOL ADDRESS:PORT [SETTING=VALUE...] [--name LISTENER]
        -? --help      show this
        --name=LISTENER  the listener's name; else the protocol's, with the port if that is taken
        --json         what came of it, as JSON
      Examples:
        bind echo 7007                  on loopback
        bind echo 0.0.0.0:7             on all of this host's addresses
        bind echo ::1:7007              on an IPv6 address
        bind http 8080 --name intranet
        bind echo 7007 idleTimeout=5m "allow=10.0.0.0/8, 192.0.2.7"
        bind http unix:/run/http.sock   on a Unix-domain socket
        bind echo 7007 'version=[1,2)'  only these versions of the protocol
      A port that stays the same stays open, and its connections go on. Settings that are not
      said stay as they are; one without a value, `pace=`, gets its standard value again.
      `help listener` shows what can be set of a listener.\
      """;

  static final String UNBIND =
      """
      unbind - take a listener away: its port is closed, its connections are told to finish
      Usage: unbind LISTENER
        -? --help  show this
        --json     what came of it, as JSON
      Examples:
        unbind echo\
      """;

  static final String RETRY =
      """
      retry - try again to open the port of a failed listener
      Usage: retry LISTENER
        -? --help  show this
        --json     what came of it, as JSON
      Examples:
        retry echo\
      """;

  static final String SUSPEND =
      """
      suspend - close a listener's port; its connections go on
      Usage: suspend LISTENER
        -? --help  show this
        --json     what came of it, as JSON
      Examples:
        suspend echo
      It stays closed until `resume`, whatever protocols come and go. Not kept over a restart.\
      """;

  static final String RESUME =
      """
      resume - open the port of a suspended listener again
      Usage: resume LISTENER
        -? --help  show this
        --json     what came of it, as JSON
      Examples:
        resume echo\
      """;

  static final String DRAIN =
      """
      drain - close a listener's port, tell its connections to finish, and wait until they have
      Usage: drain LISTENER
        -? --help  show this
        --json     what came of it, as JSON
      Examples:
        drain echo
      How they are closed, and how long they may take, say its settings finish and finishWithin.
      Ctrl-C only ends the waiting. The listener is suspended then: `resume` opens it again.\
      """;

  static final String FAULTS =
      """
      faults - show, set or end what goes wrong on purpose with a listener's connections
      Usage: faults [LISTENER [FAULT...]]
        -? --help  show this
        --json     the same, or what came of it, as JSON
      Examples:
        faults                          the listeners that have any
        faults echo
        faults echo lte slice=64        a preset of links, and more
        faults echo delay=50ms rate=1Mbit/s stall=64KiB,5s seed=7
        faults echo 'delay=uniform(10ms,50ms) reset=1%'   quoted: ( and % are the shell's
        faults echo off
      They are for new connections; those that were set before end, of all connections at once.
      `help listener` shows which there are. Not kept over a restart.\
      """;

  static final String TLS_RELOAD =
      """
      tls-reload - read the TLS files of all listeners again, for new connections
      Usage: tls-reload
        -? --help  show this
        --json     what came of it, as JSON
      Examples:
        tls-reload
      Where they are wrong, a listener goes on with what it has.\
      """;

  private final Running running;
  private final Kept kept;

  /** Made by the service component runtime. */
  @Activate
  public ListenerCommands(
      @Reference Running running, @Reference ConfigurationAdmin configurations) {
    this.running = running;
    this.kept = new Kept(configurations);
  }

  @Descriptor(BIND)
  public @Nullable Object bind(CommandSession session, String[] words) throws Exception {
    return Command.run(
        BIND,
        words,
        2,
        Integer.MAX_VALUE,
        it -> {
          String name = it.isSet("name") ? it.get("name") : "";
          String protocol = it.args().getFirst();
          String address = it.args().get(1);
          List<String> settings = it.args().subList(2, it.args().size());
          return Audit.change(
              session,
              "bind " + String.join(" ", words),
              () -> binding().bind(name, protocol, address, settings));
        });
  }

  @Descriptor(UNBIND)
  public @Nullable Object unbind(CommandSession session, String[] words) throws Exception {
    return change(UNBIND, session, words, name -> binding().unbind(name));
  }

  @Descriptor(RETRY)
  public @Nullable Object retry(CommandSession session, String[] words) throws Exception {
    return change(RETRY, session, words, name -> binding().retry(name));
  }

  @Descriptor(SUSPEND)
  public @Nullable Object suspend(CommandSession session, String[] words) throws Exception {
    return change(SUSPEND, session, words, name -> binding().suspend(name));
  }

  @Descriptor(RESUME)
  public @Nullable Object resume(CommandSession session, String[] words) throws Exception {
    return change(RESUME, session, words, name -> binding().resume(name));
  }

  @Descriptor(DRAIN)
  public @Nullable Object drain(CommandSession session, String[] words) throws Exception {
    return change(DRAIN, session, words, name -> drain(running.server(), name));
  }

  @Descriptor(FAULTS)
  public @Nullable Object faults(CommandSession session, String[] words) throws Exception {
    return Command.run(
        FAULTS,
        words,
        0,
        Integer.MAX_VALUE,
        it -> {
          if (it.args().isEmpty()) {
            return new Listing<>(Tables.FAULTS, Faults.all(running.server()));
          }
          String name = it.args().getFirst();
          if (it.args().size() == 1) {
            return Faults.of(Binding.named(running.server(), name));
          }
          String wanted = String.join(" ", it.args().subList(1, it.args().size()));
          return Audit.change(
              session,
              "faults %s %s".formatted(name, wanted),
              () -> binding().faults(name, wanted));
        });
  }

  private static Drain drain(Server server, String name) throws Refusal {
    Binding.named(server, name);
    Ending ending =
        new Ending(
            server.drain(name),
            () -> Binding.named(server, name).connections(),
            "listener %s goes on draining; `listeners` tells how far it is"
                .formatted(Text.clean(name)));
    return new Drain(name, ending.await());
  }

  /** For {@link TlsReload}. */
  @Nullable Object tlsReload(CommandSession session, String[] words) throws Exception {
    return Command.run(
        TLS_RELOAD,
        words,
        () ->
            Audit.change(
                session,
                "tls-reload",
                () -> new Listing<>(Tables.TLS, running.server().reloadTls())));
  }

  /** What is done to one listener. */
  private interface Change<T> {
    T make(String listener) throws Refusal;
  }

  private static <T> @Nullable Object change(
      String usage, CommandSession session, String[] words, Change<T> change) throws Exception {
    return Command.run(
        usage,
        words,
        1,
        1,
        it -> {
          String name = it.args().getFirst();
          return Audit.change(session, Usage.command(usage) + " " + name, () -> change.make(name));
        });
  }

  private Binding binding() throws Refusal {
    return new Binding(running.server(), kept);
  }
}
