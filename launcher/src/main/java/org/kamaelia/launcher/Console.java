package org.kamaelia.launcher;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The console of a server that runs. */
@Command(
    name = "console",
    description = {
      "Opens the console of the server that runs.",
      "Without a terminal it reads commands from its input, to the first that fails."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"3:no server runs", " :otherwise the command's"})
final class Console implements Callable<Integer> {

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Main main;

  @Option(
      names = {"-c", "--command"},
      paramLabel = "COMMAND",
      description = "Run this one command.")
  private @Nullable String command;

  @Override
  public Integer call() throws CommandFailure, IOException {
    Base base = main.base();
    if (Lock.holder(base).isEmpty()) {
      throw new CommandFailure(CommandFailure.NO_SERVER, "no server runs in " + base.folder());
    }
    Path socket = base.socket();
    try {
      if (command != null) {
        return run(socket, command);
      }
      return TerminalSession.possible() ? session(socket) : script(socket);
    } catch (EOFException e) {
      throw new CommandFailure("the server went away");
    }
  }

  private static int session(Path socket) throws IOException {
    try (TerminalSession session = TerminalSession.open(socket, false)) {
      return session.run();
    }
  }

  private static int script(Path socket) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int exitCode = 0;
    for (String line = lines.readLine(); line != null && exitCode == 0; line = lines.readLine()) {
      if (!line.isBlank()) {
        exitCode = run(socket, line);
      }
    }
    return exitCode;
  }

  private static int run(Path socket, String line) throws IOException {
    try (ConsoleClient client = ConsoleClient.connect(socket)) {
      client.from(Path.of(""));
      return client.run(line, System.out, System.err);
    }
  }
}
