package org.kamaelia.console;

import java.util.List;
import org.jline.builtins.Options;

/** What the commands say of themselves; their options are parsed by these texts too. */
final class Usage {
  static final String PROTOCOLS =
      """
      protocols - the protocols that are registered, and the listeners that give them
      Usage: protocols
        -? --help  show this
      Examples:
        protocols
        protocols | grep echo
      A protocol comes with its jar in the folder deploy/; `deployments` shows those.\
      """;

  static final String LISTENERS =
      """
      listeners - the listeners, and whether they serve
      Usage: listeners
        -? --help  show this
      Examples:
        listeners
        each -r (listeners) { ($it spec) name }
      serving: the port is open.  waiting: the protocol is not there, the port is closed.
      failed: the port could not be opened; `retry` tries again.\
      """;

  static final String CONNECTIONS =
      """
      connections - the connections that are open now
      Usage: connections [--tcp]
        -? --help  show this
        --tcp      what the system knows of each TCP connection; on Linux only
      Examples:
        connections
        connections | grep 127.0.0.1
        connections --tcp
      idle is how long no byte has moved. With --tcp: rtt is the round-trip time, smoothed, and
      how much it varies; window is how many segments of mss bytes may be under way, of which
      unacked are; resent is how many segments were sent again; rate is what lately arrived at
      the peer in a second; unsent is what was written and waits.\
      """;

  static final String BIND =
      """
      bind - make a listener, or change the one of that name; it is kept for the next start
      Usage: bind PROTOCOL ADDRESS:PORT [SETTING=VALUE...] [--name LISTENER]
        -? --help      show this
        --name=LISTENER  the listener's name; else the protocol's, with the port if that is taken
      Examples:
        bind echo 7007                  on loopback
        bind echo 0.0.0.0:7             on all of this host's addresses
        bind echo ::1:7007              on an IPv6 address
        bind http 8080 --name intranet
        bind echo 7007 idleTimeout=5m "allow=10.0.0.0/8, 192.0.2.7"
        bind http unix:/run/http.sock   on a Unix-domain socket
      A port that stays the same stays open, and its connections go on. Settings that are not
      said stay as they are; one without a value, `pace=`, gets its standard value again.
      `help listener` shows what can be set of a listener.\
      """;

  static final String UNBIND =
      """
      unbind - take a listener away: its port is closed, its connections are told to finish
      Usage: unbind LISTENER
        -? --help  show this
      Examples:
        unbind echo\
      """;

  static final String RETRY =
      """
      retry - try again to open the port of a failed listener
      Usage: retry LISTENER
        -? --help  show this
      Examples:
        retry echo\
      """;

  static final String TLS_RELOAD =
      """
      tls-reload - read the TLS files of all listeners again, for new connections
      Usage: tls-reload
        -? --help  show this
      Where they are wrong, a listener goes on with what it has.\
      """;

  static final String TOPOLOGY =
      """
      topology - what runs: loops, components, their boxes and linkages
      Usage: topology [--dot | --mermaid] [FILTER]
        -? --help  show this
        --dot      as a graph for Graphviz
        --mermaid  as a graph for Mermaid
      Examples:
        topology
        topology HttpProtocol           names, groups, origins and loops that contain it
        topology 'conn[17]'             quoted: brackets are the shell's
      From outside: ./kamaelia console -c 'topology --dot' | dot -Tsvg > topology.svg\
      """;

  static final String DEPLOYMENTS =
      """
      deployments - the jars in the folder deploy/, and what became of them
      Usage: deployments
        -? --help  show this
      Examples:
        deployments
        deployments | grep rejected\
      """;

  static final String DIAG =
      """
      diag - why is this not serving? What is wrong, and where
      Usage: diag
        -? --help  show this
      Examples:
        diag\
      """;

  static final String SHUTDOWN =
      """
      shutdown - stop the server, at once: ports are closed, connections are told to finish
      Usage: shutdown
        -? --help  show this
      Examples:
        shutdown\
      """;

  static final String EXIT =
      """
      exit - leave the console; the server goes on. Ctrl-D does the same
      Usage: exit
        -? --help  show this\
      """;

  static final String HELP =
      """
      help - the commands, or one of them
      Usage: help [COMMAND]
        -? --help  show this
      Examples:
        help
        help bind
        help listener                   its settings
        help felix:lb\
      """;

  /** All, in the order in which they are shown. */
  static final List<String> ALL =
      List.of(
          PROTOCOLS,
          LISTENERS,
          CONNECTIONS,
          BIND,
          UNBIND,
          RETRY,
          TLS_RELOAD,
          TOPOLOGY,
          DEPLOYMENTS,
          DIAG,
          SHUTDOWN,
          EXIT,
          HELP);

  private Usage() {}

  /** The command that a text is about. */
  static String command(String usage) {
    return usage.substring(0, usage.indexOf(' '));
  }

  /** What it does, in the words of the text's first line. */
  static String summary(String usage) {
    return usage.lines().findFirst().orElseThrow().replaceFirst("^\\w+ - ", "");
  }

  /**
   * Reads the words behind a command.
   *
   * @param least how many it needs, options not counted
   * @param most how many it takes
   * @throws Refusal if they are none that the text tells of
   */
  static Options parse(String usage, String[] words, int least, int most) throws Refusal {
    Options options;
    try {
      options = Options.compile(usage).parse(words);
    } catch (IllegalArgumentException e) {
      throw refusal(usage, String.valueOf(e.getMessage()));
    }
    int given = options.args().size();
    if (options.isSet("help") || (given >= least && given <= most)) {
      return options;
    }
    throw refusal(
        usage,
        given > most
            ? "%s does not take %s".formatted(command(usage), options.args().get(most))
            : command(usage) + " needs more words");
  }

  private static Refusal refusal(String usage, String why) {
    String line = usage.lines().filter(it -> it.startsWith("Usage: ")).findFirst().orElseThrow();
    return new Refusal(why + "; u" + line.substring(1));
  }
}
