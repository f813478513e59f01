package org.kamaelia.console;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.Setting;

/** Tells of commands: of ours in full, of Gogo's and those of other bundles what they tell. */
final class Help {
  private Help() {}

  /** All commands. */
  static String overview(CommandSession session) {
    String ours =
        Usage.ALL.stream()
            .map(it -> "  %-12s %s".formatted(Usage.command(it), Usage.summary(it)))
            .collect(Collectors.joining("\n"));
    Map<String, TreeSet<String>> scopes = new TreeMap<>();
    for (String command : Shell.getCommands(session)) {
      if (!command.startsWith("kamaelia:") && !command.contains(":_")) {
        scopes
            .computeIfAbsent(scope(command), it -> new TreeSet<>())
            .add(command.substring(command.indexOf(':') + 1));
      }
    }
    String others =
        scopes.entrySet().stream()
            .map(it -> "  %-12s %s".formatted(it.getKey(), String.join(" ", it.getValue())))
            .collect(Collectors.joining("\n"));
    return ours + "\n\nby scope, of the shell and of other bundles:\n" + others;
  }

  /** One command; what is not ours prints its help itself. */
  static @Nullable String of(CommandSession session, String name) throws Exception {
    for (String usage : Usage.ALL) {
      if (name.equals(Usage.command(usage)) || name.equals("kamaelia:" + Usage.command(usage))) {
        return usage;
      }
    }
    if (name.equals("listener")) {
      return listener();
    }
    String command = Shell.resolve(session, name);
    if (!Shell.getCommands(session).contains(command)) {
      throw noSuchCommand(session, name);
    }
    session.execute(scope(command).equals("gogo") ? command + " --help" : "gogo:help " + command);
    return null;
  }

  /** The settings of a listener. */
  private static String listener() {
    return ListenerSettings.all().stream()
        .map(Help::setting)
        .collect(
            Collectors.joining(
                "\n",
                "listener - what can be set of one, in its file in etc/ or behind `bind`\n\n",
                ""));
  }

  private static <T> String setting(Setting<T> it) {
    return "  %s = %s\n    %s\n    %s; a change applies to: %s"
        .formatted(
            it, it.standard().map(it::write).orElse("?"), it.meaning(), it.values(), it.effect());
  }

  /** What to say to the name of a command that is not there. */
  static Refusal noSuchCommand(CommandSession session, String name) {
    Collection<String> names =
        Shell.getCommands(session).stream()
            .map(it -> name.contains(":") ? it : it.substring(it.indexOf(':') + 1))
            .filter(it -> !it.startsWith("_"))
            .toList();
    List<String> near = Near.near(name, names);
    return new Refusal.NoSuchCommand(
        near.isEmpty()
            ? "no command %s; help lists those there are".formatted(Text.clean(name))
            : Near.answer("command", name, names));
  }

  private static String scope(String command) {
    return command.substring(0, command.indexOf(':'));
  }
}
