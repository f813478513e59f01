package org.kamaelia.stress;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Java process beside this one, which is told what to do and answers, a line each. */
final class Child implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  /** What the processes have to tell besides. */
  private static final File LOG = log();

  private final Process process;
  private final BufferedReader out;
  private final PrintWriter in;

  /**
   * Starts it.
   *
   * @param by what it is started with, such as {@code taskset -c 0}
   * @param jvm options
   */
  Child(List<String> by, List<String> jvm, Class<?> main, String... words) throws IOException {
    List<String> command = new ArrayList<>(by);
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(
        List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-ea",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(words));
    process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(LOG)).start();
    out = process.inputReader(StandardCharsets.UTF_8);
    in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  /**
   * Has it do something.
   *
   * @throws IOException if it is there no more
   */
  String ask(String line) throws IOException {
    in.println(line);
    String answer = out.readLine();
    if (answer == null) {
      throw new IOException("the process has ended at: " + line + "; see " + LOG);
    }
    return answer;
  }

  /** As {@link #ask}, for an answer of figures. */
  Map<String, Long> figures(String line) throws IOException {
    return Stream.of(ask(line).split(" "))
        .map(each -> each.split("="))
        .collect(Collectors.toMap(pair -> pair[0], pair -> Long.parseLong(pair[1])));
  }

  /** Closes its input, which ends it. */
  @Override
  public void close() throws IOException {
    in.close();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("it does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }

  private static File log() {
    try {
      return File.createTempFile("kamaelia-stress", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
