package org.kamaelia.lab;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line of the lab. */
@Command(
    name = "kamaelia lab",
    description = "Runs experiments over parameters and seeds, and reports on them.",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {RunCommand.class, ListCommand.class, ShowCommand.class, CompareCommand.class})
public final class Main {
  /** Kept, or its level would be forgotten. */
  private static final Logger LOG = Logger.getLogger("");

  @Option(
      names = "--classpath",
      paramLabel = "JAR",
      split = ":",
      scope = ScopeType.INHERIT,
      description = "Jars or class folders with experiments of your own.")
  private List<Path> classPath = List.of();

  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    // plots are drawn without a screen
    System.setProperty("java.awt.headless", "true");
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    // simulated servers tell what real ones do
    LOG.setLevel(Level.WARNING);
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              PrintWriter err = line.getErr();
              switch (e) {
                case PlanProblem problem -> err.println("kamaelia lab: " + problem.getMessage());
                case NoSuchFileException none ->
                    err.println("kamaelia lab: there is no " + none.getMessage());
                case IOException failure -> err.println("kamaelia lab: " + failure);
                default -> throw e;
              }
              return 1;
            });
  }

  List<Path> classPath() {
    return classPath;
  }

  Experiments experiments() {
    return Experiments.of(classPath);
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "Kamaelia lab %s, Java %s".formatted(Versions.kamaelia(), Runtime.version())
      };
    }
  }

  /** Whether somebody looks on. */
  static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
