package org.kamaelia.launcher;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The server's life: from the lock on its folder to the last connection's end. */
@Command(
    name = "start",
    description = {
      "Starts the server and shows its listeners.",
      "On a terminal the console follows; the server stops when you leave that."
    })
final class Start implements Callable<Integer> {

  private static final System.Logger LOG = System.getLogger("launcher");

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Main main;

  @Option(names = "--daemon", description = "Leave it running, and come back once it serves.")
  private boolean daemon;

  @Option(names = "--detached", hidden = true, description = "What --daemon starts.")
  private boolean detached;

  @Override
  public Integer call() throws CommandFailure, IOException {
    Base base = main.base();
    base.makeVar();
    if (daemon) {
      Status.print(base, Daemon.start(base));
      return 0;
    }
    try (Lock lock = Lock.take(base)) {
      base.fill();
      base.forgetEtc();
      Logging logging = Logging.start(base);
      try {
        run(base, lock, logging);
      } catch (CommandFailure e) {
        // the user sees it in any case
        logging.quiet(true);
        LOG.log(Level.ERROR, e.getMessage());
        throw e;
      }
    }
    return 0;
  }

  private void run(Base base, Lock lock, Logging logging) throws CommandFailure, IOException {
    Ending ending = new Ending(Ending.DEADLINE, Runtime.getRuntime()::halt);
    ending.onSignals();
    Server server = Server.start(base, ending);
    try {
      Status.print(base, new Lock.Holder(ProcessHandle.current(), Lock.State.SERVING));
      lock.state(Lock.State.SERVING);
      logging.quiet(detached);
      if (!detached && TerminalSession.possible() && attach(base, ending, logging)) {
        ending.ask("the console was left");
      }
      ending.await();
    } finally {
      // no one has, if this comes from an exception
      ending.ask("the start failed");
      lock.state(Lock.State.STOPPING);
      server.stop();
      LOG.log(Level.INFO, "stopped");
    }
  }

  /**
   * Gives the terminal to the console.
   *
   * @return whether the user left it; otherwise it ended with the server, or broke
   */
  private static boolean attach(Base base, Ending ending, Logging logging) throws CommandFailure {
    logging.quiet(true);
    try (TerminalSession session = TerminalSession.open(base.socket(), true)) {
      ending.whenAsked(session::close);
      session.run();
      return true;
    } catch (IOException e) {
      // behind the prompt
      System.out.println();
      if (!ending.asked()) {
        LOG.log(Level.WARNING, "the server goes on without console", e);
      }
      return false;
    } finally {
      logging.quiet(false);
    }
  }
}
