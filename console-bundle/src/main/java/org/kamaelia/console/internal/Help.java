package org.kamaelia.console.internal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /**
   * All commands.
   *
   * @param commands ours
   * @param others the names of others by scope
   */
  record Overview(List<Manual> commands, Map<String, TreeSet<String>> others) {
    String text() {
      return commands.stream()
              .map(it -> "  %-12s %s\n".formatted(it.command(), it.summary()))
              .collect(Collectors.joining())
          + "\nby scope, of the shell and of other bundles:\n"
          + others.entrySet().stream()
              .map(it -> "  %-12s %s".formatted(it.getKey(), String.join(" ", it.getValue())))
              .collect(Collectors.joining("\n"));
    }
  }

  /**
   * The settings of a listener.
   *
   * @param settings all of them
   */
  record ListenerManual(List<SettingManual> settings) {
    String text() {
      return settings.stream()
          .map(SettingManual::text)
          .collect(
              Collectors.joining(
                  "\n",
                  "listener - what can be set of one, in its file in etc/ or behind `bind`\n\n",
                  ""));
    }
  }

  /**
   * A setting.
   *
   * @param name its name
   * @param standard the value of those who do not set it; nothing if it must be set
   * @param meaning what it means
   * @param values which values it takes
   * @param effect what a change applies to
   */
  record SettingManual(
      String name, Optional<String> standard, String meaning, String values, String effect) {
    static <T> SettingManual of(Setting<T> it) {
      return new SettingManual(
          it.name(),
          it.standard().map(it::write),
          it.meaning(),
          it.values(),
          it.effect().toString());
    }

    String text() {
      return "  %s = %s\n    %s\n    %s; a change applies to: %s"
          .formatted(name, standard.orElse("?"), meaning, values, effect);
    }
  }

  /** All commands. */
  static Overview overview(CommandSession session) {
    Map<String, TreeSet<String>> scopes = new TreeMap<>();
    for (String command : Shell.getCommands(session)) {
      if (!command.startsWith("kamaelia:") && !command.contains(":_")) {
        scopes
            .computeIfAbsent(scope(command), it -> new TreeSet<>())
            .add(command.substring(command.indexOf(':') + 1));
      }
    }
    return new Overview(Usage.ALL.stream().map(Manual::new).toList(), scopes);
  }

  /** One command; what is not ours prints its help itself. */
  static @Nullable Object of(CommandSession session, String name) throws Exception {
    for (String usage : Usage.ALL) {
      if (name.equals(Usage.command(usage)) || name.equals("kamaelia:" + Usage.command(usage))) {
        return new Manual(usage);
      }
    }
    if (name.equals("listener")) {
      return new ListenerManual(
          ListenerSettings.all().stream().<SettingManual>map(SettingManual::of).toList());
    }
    String command = Shell.resolve(session, name);
    if (!Shell.getCommands(session).contains(command)) {
      throw noSuchCommand(session, name);
    }
    session.execute(scope(command).equals("gogo") ? command + " --help" : "gogo:help " + command);
    return null;
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
