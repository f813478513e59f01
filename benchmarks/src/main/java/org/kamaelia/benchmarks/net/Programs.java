package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How those that are measured are started, each in a process of its own. */
public final class Programs {
  private static final Path HOME = Path.of(System.getProperty("benchmarks.home", "benchmarks"));

  private Programs() {}

  /**
   * The command for a class of ours in a JVM that may do what the server may.
   *
   * @param options the JVM's, such as those of its heap
   */
  public static List<String> java(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dslf4j.internal.verbosity=ERROR", // Jetty has a logger that says it has no provider
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * A program that is compiled, unless it has been since its source was changed.
   *
   * @param name of the program
   * @param source its source, in the folder of peers
   * @param compiler the command that makes it; the program and its source are added to it
   * @throws IOException saying what is missing
   */
  public static String built(String name, String source, String... compiler) throws IOException {
    Path program = Files.createDirectories(HOME.resolve("target")).resolve(name);
    Path from = HOME.resolve("peers").resolve(source);
    if (Files.notExists(program)
        || Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(from)) < 0) {
      List<String> command = new ArrayList<>(List.of(compiler));
      command.addAll(List.of("-o", program.toString(), from.toString()));
      try {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
          throw new IOException(source + " cannot be built");
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      } catch (IOException e) {
        throw new IOException(compiler[0] + ": " + e.getMessage(), e);
      }
    }
    return program.toString();
  }
}
