package org.kamaelia.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Tells whether a server runs. */
@Command(
    name = "status",
    description = "Tells whether a server runs, and its listeners.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:it runs", "1:it runs and does not answer", "3:it does not run"})
final class Status implements Callable<Integer> {

  /** A console that takes longer than this does not answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Main main;

  @Override
  public Integer call() throws CommandFailure, IOException {
    Base base = main.base();
    Optional<Lock.Holder> holder = Lock.holder(base);
    if (holder.isEmpty()) {
      System.out.println("no server runs in " + base.folder());
      return CommandFailure.NO_SERVER;
    }
    print(base, holder.get());
    return 0;
  }

  /**
   * Prints how far a server is, and its listeners, as the console tells them.
   *
   * @throws CommandFailure if the console does not answer
   */
  static void print(Base base, Lock.Holder holder) throws CommandFailure {
    ByteArrayOutputStream listeners = new ByteArrayOutputStream();
    if (holder.state() == Lock.State.SERVING) {
      try {
        ConsoleClient.run(base.socket(), "listeners", PATIENCE, listeners, listeners);
      } catch (IOException e) {
        throw new CommandFailure(
            "the console at %s does not answer: %s".formatted(base.socket(), e.getMessage()));
      }
    }
    System.out.printf(
        "%s, pid %d, up %s, in %s%n",
        holder.state().name().toLowerCase(Locale.ROOT),
        holder.process().pid(),
        holder.process().info().startInstant().map(Status::since).orElse("for a time unknown"),
        base.folder());
    System.out.print(listeners.toString(StandardCharsets.UTF_8));
    System.out.flush();
  }

  private static String since(Instant start) {
    Duration up = Duration.between(start, Instant.now());
    if (up.toDays() > 0) {
      return up.toDays() + " d " + up.toHoursPart() + " h";
    }
    if (up.toHours() > 0) {
      return up.toHours() + " h " + up.toMinutesPart() + " min";
    }
    return up.toMinutes() > 0
        ? up.toMinutes() + " min " + up.toSecondsPart() + " s"
        : up.toSeconds() + " s";
  }
}
