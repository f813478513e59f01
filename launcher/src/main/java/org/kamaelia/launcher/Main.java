package org.kamaelia.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. */
@Command(
    name = "kamaelia",
    description = "A hot-deploy protocol server.",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {Start.class, Stop.class, Status.class, Console.class, Lab.class})
public final class Main {

  @Option(
      names = "--base",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The server's folder, made when it is not there: etc, deploy, var.")
  private @Nullable Path base;

  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              line.getErr().println("kamaelia: " + message(e));
              return e instanceof CommandFailure failure ? failure.exitCode() : 1;
            });
  }

  /** What the user needs to see of an exception: of one that no code here foresaw, all. */
  private static String message(Exception e) throws Exception {
    return switch (e) {
      case CommandFailure failure -> String.valueOf(failure.getMessage());
      // its message may be a file name and nothing else
      case IOException failure -> failure.getClass().getSimpleName() + ": " + failure.getMessage();
      default -> throw e;
    };
  }

  /** The base folder that the command line means. */
  Base base() {
    Path home = home();
    Path folder = base != null ? base : Path.of(System.getProperty("kamaelia.base", home + ""));
    return new Base(home, folder.toAbsolutePath().normalize());
  }

  /** The distribution, of which this class's jar is in {@code lib}. */
  private static Path home() {
    try {
      return Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .resolve("../..")
          .normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "Kamaelia %s, Java %s"
            .formatted(Main.class.getPackage().getImplementationVersion(), Runtime.version())
      };
    }
  }
}
