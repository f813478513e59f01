package org.kamaelia.console.internal;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.felix.service.command.CommandSession;
import org.jline.builtins.Options;
import org.jspecify.annotations.Nullable;

/**
 * What all commands have in common: each takes the words behind its name and gives a record or a
 * list of them, which {@link Rendering} makes text of; {@code --help} gives its usage instead, and
 * {@code --json} the same as JSON.
 */
final class Command {
  /** The session variable with the exit code of a command that showed what it should. */
  private static final String EXIT_CODE = "kamaelia.exitCode";

  private Command() {}

  /** What a command does. */
  interface Body {
    @Nullable Object run(Options options) throws Exception;
  }

  /**
   * Runs a command.
   *
   * @param usage its text
   * @param least how many words it needs, options not counted
   * @param most how many it takes
   */
  static @Nullable Object run(String usage, String[] words, int least, int most, Body body)
      throws Exception {
    Options options = Usage.parse(usage, words, least, most);
    Object result = options.isSet("help") ? new Manual(usage) : body.run(options);
    return Usage.hasJson(usage) && options.isSet("json") ? Json.text(result) : result;
  }

  /** Runs a command that takes no words. */
  static @Nullable Object run(String usage, String[] words, Callable<@Nullable Object> body)
      throws Exception {
    return run(usage, words, 0, 0, it -> body.call());
  }

  /**
   * Reads seconds.
   *
   * @param option the option that takes them, as it is refused
   */
  static Duration seconds(String option, String given) throws Refusal {
    if (!given.matches("[0-9]{1,6}(\\.[0-9]{1,3})?") || Double.parseDouble(given) < 0.1) {
      throw new Refusal(
          "%s takes seconds, 0.1 at least, not %s".formatted(option, Text.clean(given)));
    }
    return Duration.ofMillis(Math.round(Double.parseDouble(given) * 1000));
  }

  /** Has a command that is run in a script end with that code, though it does not fail. */
  static void exitCode(CommandSession session, int code) {
    session.put(EXIT_CODE, code);
  }

  /** The exit code of a session whose commands did not fail. */
  static int exitCode(CommandSession session) {
    return session.get(EXIT_CODE) instanceof Integer code ? code : 0;
  }
}
