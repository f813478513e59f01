package org.kamaelia.lab;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Shows an experiment and its parameters. */
@Command(name = "show", description = "Shows an experiment and its parameters.")
final class ShowCommand implements Callable<Integer> {

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Main main;

  @Parameters(paramLabel = "NAME", description = "An experiment by its name or class.")
  @SuppressWarnings("NullAway.Init")
  private String name;

  @Override
  public Integer call() {
    for (Experiment each : main.experiments().find(name)) {
      System.out.printf("%s: %s%n", each.name(), each.summary());
      for (Parameter parameter : each.parameters()) {
        System.out.printf(
            "%n  %s: %s%n      %s; %s%n",
            parameter.name(), initial(parameter), parameter.meaning(), parameter.values());
      }
    }
    return 0;
  }

  /** As it is written in a plan. */
  private static String initial(Parameter parameter) {
    String text = parameter.initial().stripTrailing();
    return text.contains("\n") ? "|\n" + text.indent(6).stripTrailing() : text;
  }
}
