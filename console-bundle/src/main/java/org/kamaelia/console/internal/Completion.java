package org.kamaelia.console.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jline.builtins.Completers.FilesCompleter;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.Server;
import org.kamaelia.net.Setting;

/**
 * Completes what is typed behind our commands, by what their texts say and by what there is now; of
 * other commands their own completion knows.
 */
final class Completion implements Completer {
  /** The names of faults, in what the setting says of its values. */
  private static final Pattern FAULT = Pattern.compile("\\boff\\b|[a-z]+=");

  private final Running running;
  private final Supplier<Path> folder;
  private final Completer others;

  /**
   * For a session.
   *
   * @param folder where the operator is
   * @param others completes commands, and what is behind those that are not ours
   */
  Completion(Running running, Supplier<Path> folder, Completer others) {
    this.running = running;
    this.folder = folder;
    this.others = others;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    String usage = before.isEmpty() ? "" : usage(before.getFirst());
    if (usage.isEmpty()) {
      others.complete(reader, line, candidates);
      return;
    }
    String typed = line.word().substring(0, line.wordCursor());
    String kind = kind(usage, before, typed);
    if (kind.equals("JAR") || kind.equals("CAPTURE")) {
      String pattern = kind.equals("JAR") ? "*.jar" : "*.{pcapng,log}";
      new FilesCompleter(folder, pattern).complete(reader, line, candidates);
    } else {
      candidates.addAll(candidates(usage, before, typed));
    }
  }

  private static String usage(String command) {
    return Usage.ALL.stream()
        .filter(
            it ->
                command.equals(Usage.command(it))
                    || command.equals("kamaelia:" + Usage.command(it)))
        .findFirst()
        .orElse("");
  }

  /** What stands where the cursor is, in the words of the usage; empty for an option's name. */
  private String kind(String usage, List<String> before, String typed) {
    Syntax syntax = Syntax.of(usage);
    if (typed.startsWith("-")) {
      int sign = typed.indexOf('=');
      return sign < 0 ? "" : syntax.valueOf(typed.substring(0, sign));
    }
    String expected = before.size() > 1 ? syntax.valueOf(before.getLast()) : "";
    return expected.isEmpty() ? syntax.word(places(syntax, before)) : expected;
  }

  private List<Candidate> candidates(String usage, List<String> before, String typed) {
    Syntax syntax = Syntax.of(usage);
    if (Usage.takesCommand(usage)) {
      int command = commandAt(syntax, before);
      if (command < before.size()) {
        List<String> words = before.subList(command, before.size());
        String inner = usage(words.getFirst());
        return inner.isEmpty() ? List.of() : candidates(inner, words, typed);
      }
    }
    String kind = kind(usage, before, typed);
    if (kind.isEmpty()) {
      return typed.startsWith("-") ? options(syntax) : List.of();
    }
    String start = typed.startsWith("-") ? typed.substring(0, typed.indexOf('=') + 1) : "";
    return kind.equals("SETTING=VALUE") ? settings(before, typed) : values(kind, before, start);
  }

  /** How many of the words behind the command are no options, nor options' values. */
  private static int places(Syntax syntax, List<String> before) {
    int places = 0;
    for (int i = 1; i < before.size(); i++) {
      boolean value = i > 1 && !syntax.valueOf(before.get(i - 1)).isEmpty();
      if (!before.get(i).startsWith("-") && !value) {
        places++;
      }
    }
    return places;
  }

  /** Where a command begins that another one takes. */
  private static int commandAt(Syntax syntax, List<String> before) {
    int at = 1;
    while (at < before.size() && before.get(at).startsWith("-")) {
      at += syntax.valueOf(before.get(at)).isEmpty() ? 1 : 2;
    }
    return at;
  }

  private static List<Candidate> options(Syntax syntax) {
    return syntax.options().stream()
        .map(it -> candidate(it.name() + (it.value().isEmpty() ? "" : "="), it.meaning()))
        .toList();
  }

  private List<Candidate> values(String kind, List<String> before, String start) {
    var values = new TreeMap<String, String>();
    Server server = running.server;
    Deployer deployer = running.deployer;
    List<ProtocolInfo> protocols = server == null ? List.of() : server.protocols();
    List<ListenerInfo> listeners = server == null ? List.of() : server.listeners();
    switch (kind) {
      case "PROTOCOL" -> protocols.forEach(it -> values.put(it.name(), it.origin()));
      case "LISTENER" -> listeners.forEach(it -> values.put(it.spec().name(), it.address()));
      case "NAME" -> {
        protocols.forEach(it -> values.put(it.name(), it.origin()));
        listeners.forEach(it -> values.put(it.spec().name(), it.address()));
      }
      case "CONNECTION|LISTENER", "CONNECTION|LISTENER|ADDRESS" -> {
        listeners.forEach(it -> values.put(it.spec().name(), it.address()));
        if (server != null) {
          server
              .connections()
              .forEach(it -> values.put(String.valueOf(it.id()), it.listener() + " " + it.peer()));
        }
      }
      case "FILE" -> {
        if (deployer != null) {
          deployer.deployments().forEach(it -> values.put(it.file(), Text.word(it.state())));
        }
      }
      case "N" -> {
        if (deployer != null && before.size() > 1) {
          deployer
              .kept(before.get(1))
              .forEach(it -> values.put(String.valueOf(it.number()), it.version()));
        }
      }
      case "FAULT" ->
          FAULT
              .matcher(ListenerSettings.FAULTS.values())
              .results()
              .forEach(it -> values.put(it.group(), ""));
      case "COMMAND" -> Usage.ALL.forEach(it -> values.put(Usage.command(it), Usage.summary(it)));
      default -> {}
    }
    return values.entrySet().stream()
        .map(it -> candidate(start + it.getKey(), it.getValue()))
        .toList();
  }

  /** The settings that may follow, or the values of the one that is typed, if they are choices. */
  private static List<Candidate> settings(List<String> before, String typed) {
    int sign = typed.indexOf('=');
    String setting = sign < 0 ? "" : typed.substring(0, sign);
    return ListenerSettings.all().stream()
        .filter(it -> it != ListenerSettings.PROTOCOL && it != ListenerSettings.ADDRESS)
        .filter(it -> before.stream().noneMatch(word -> word.startsWith(it.name() + "=")))
        .filter(it -> sign < 0 || it.name().equals(setting))
        .flatMap(
            it ->
                sign < 0
                    ? Stream.of(candidate(it.name() + "=", it.values()))
                    : choices(it).map(value -> candidate(it.name() + "=" + value, "")))
        .toList();
  }

  private static Stream<String> choices(Setting<?> setting) {
    return setting.values().matches("[a-z-]+( or [a-z-]+)+")
        ? Stream.of(setting.values().split(" or "))
        : Stream.empty();
  }

  /** One that ends in an equals sign is not done with. */
  private static Candidate candidate(String value, String meaning) {
    return new Candidate(
        value,
        value,
        null,
        meaning.isEmpty() ? null : Text.clean(meaning),
        null,
        null,
        !value.endsWith("="));
  }
}
