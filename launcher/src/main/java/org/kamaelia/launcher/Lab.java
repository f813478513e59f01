package org.kamaelia.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stands for the lab where commands are listed: the script hands over to that itself. */
@Command(
    name = "lab",
    description = "Runs experiments in the simulated network: kamaelia lab --help.")
final class Lab implements Callable<Integer> {

  @Override
  public Integer call() throws CommandFailure {
    throw new CommandFailure("lab has to be the first word, as in kamaelia lab list");
  }
}
