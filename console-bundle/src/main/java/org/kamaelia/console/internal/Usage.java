package org.kamaelia.console.internal;

import java.util.List;
import org.jline.builtins.Options;

/** What the commands say of themselves; their options are parsed by these texts too. */
final class Usage {
  /** All, in the order in which they are shown. */
  static final List<String> ALL =
      List.of(
          ServerCommands.PROTOCOLS,
          ServerCommands.LISTENERS,
          ServerCommands.CONNECTIONS,
          ConnectionCommands.CLOSE,
          ListenerCommands.BIND,
          ListenerCommands.UNBIND,
          ListenerCommands.RETRY,
          ListenerCommands.SUSPEND,
          ListenerCommands.RESUME,
          ListenerCommands.DRAIN,
          ListenerCommands.FAULTS,
          ListenerCommands.TLS_RELOAD,
          ServerCommands.STATS,
          ServerCommands.TOPOLOGY,
          RecordCommands.TAP,
          RecordCommands.RECORD,
          RecordCommands.REPLAY,
          DeployCommands.DEPLOYMENTS,
          DeployCommands.PLAN,
          DeployCommands.SWAP,
          DeployCommands.ROLLBACK,
          DeployCommands.LEAKS,
          ServerCommands.DIAG,
          PageCommands.PAGE,
          ConsoleCommands.WATCH,
          ConsoleCommands.HELP,
          ConsoleCommands.SHUTDOWN,
          ConsoleCommands.EXIT);

  private Usage() {}

  /** The command that a text is about. */
  static String command(String usage) {
    return usage.substring(0, usage.indexOf(' '));
  }

  /** What it does, in the words of the text's first line. */
  static String summary(String usage) {
    String line = usage.lines().findFirst().orElseThrow();
    return line.substring(line.indexOf(" - ") + 3);
  }

  /** The line that tells which words it takes. */
  static String line(String usage) {
    return usage.lines().filter(it -> it.startsWith("Usage: ")).findFirst().orElseThrow();
  }

  /** Whether another command follows it. */
  static boolean takesCommand(String usage) {
    return line(usage).endsWith(" COMMAND...");
  }

  /** Whether it can give JSON. */
  static boolean hasJson(String usage) {
    return usage.lines().anyMatch(it -> it.startsWith("  --json "));
  }

  /**
   * Reads the words behind a command. Options may stand anywhere, but where a command follows all
   * that stands behind its name is its own.
   *
   * @param least how many it needs, options not counted
   * @param most how many it takes
   * @throws Refusal if they are none that the text tells of
   */
  static Options parse(String usage, String[] words, int least, int most) throws Refusal {
    Options options = Options.compile(usage);
    try {
      options.setOptionsFirst(takesCommand(usage)).parse(words);
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
    return new Refusal(why + "; u" + line(usage).substring(1));
  }
}
