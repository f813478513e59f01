package org.kamaelia.launcher;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Asks a server to end, and waits for that. */
@Command(
    name = "stop",
    description = {
      "Stops the server: its ports close, its connections finish.",
      "It has 30 s for that, and then ends all the same."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:no server runs any more", "1:it still runs"})
final class Stop implements Callable<Integer> {

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Main main;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "35",
      description = "How long to wait for its end (default: ${DEFAULT-VALUE}).")
  private int timeout;

  @Override
  public Integer call() throws CommandFailure, IOException, InterruptedException {
    Base base = main.base();
    Optional<Lock.Holder> holder = Lock.holder(base);
    if (holder.isEmpty()) {
      System.out.println("no server runs in " + base.folder());
      return 0;
    }
    ProcessHandle process = holder.get().process();
    if (!process.destroy()) {
      throw new CommandFailure("pid %d does not take our signal".formatted(process.pid()));
    }
    System.out.printf("stopping pid %d ", process.pid());
    boolean ended = ended(base);
    System.out.println(ended ? " stopped" : "");
    if (!ended) {
      throw new CommandFailure("pid %d still runs after %d s".formatted(process.pid(), timeout));
    }
    leave(process);
    return 0;
  }

  /** Waits until the folder is free. */
  private boolean ended(Base base) throws IOException, InterruptedException {
    for (int tenths = 0; Lock.isHeld(base); tenths++) {
      if (tenths >= timeout * 10) {
        return false;
      }
      if (tenths % 10 == 0) {
        System.out.print('.');
        System.out.flush();
      }
      Thread.sleep(100);
    }
    return true;
  }

  /** Lets the process leave too, which has nothing more to do, unless its parent forgot it. */
  private static void leave(ProcessHandle process) throws InterruptedException {
    for (int tries = 0; process.isAlive() && tries < 25; tries++) {
      Thread.sleep(20);
    }
  }
}
