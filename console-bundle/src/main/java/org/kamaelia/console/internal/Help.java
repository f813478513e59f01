package org.kamaelia.console.internal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.SettingInfo;

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
   * What can be set.
   *
   * @param of what has these settings, and where they are written
   * @param settings all of them
   */
  record SettingsManual(String of, List<SettingInfo> settings) {
    String text() {
      return settings.stream()
          .map(
              it ->
                  "  %s = %s\n    %s\n    %s; a change applies to: %s"
                      .formatted(
                          it.name(),
                          it.standard().orElse("?"),
                          it.meaning(),
                          it.values(),
                          it.effect()))
          .collect(Collectors.joining("\n", of + "\n\n", ""));
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

  /** One command, or what can be set; what is not ours prints its help itself. */
  static @Nullable Object of(CommandSession session, Running running, String name)
      throws Exception {
    for (String usage : Usage.ALL) {
      if (name.equals(Usage.command(usage)) || name.equals("kamaelia:" + Usage.command(usage))) {
        return new Manual(usage);
      }
    }
    if (name.equals("listener")) {
      return new SettingsManual(
          "listener - what can be set of one, in its file in etc/ or behind `bind`",
          ListenerSettings.all().stream().<SettingInfo>map(SettingInfo::of).toList());
    }
    for (ConfigurationProblems configuration : running.configurations) {
      for (Map.Entry<String, List<SettingInfo>> each : configuration.settings().entrySet()) {
        String pid = each.getKey();
        if (pid.equals(name) || pid.endsWith("." + name)) {
          return new SettingsManual(
              "%s - what can be set, in etc/%s.cfg".formatted(name, pid), each.getValue());
        }
      }
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
