package org.kamaelia.benchmarks.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server on the first processor. */
final class ServerProcess implements AutoCloseable {
  /** Tells that it is still busy with what was: this much CPU, of {@link #GLANCE}. */
  private static final double BUSY = 0.01;

  /** As Linux has the names of a JVM's compiler threads, which it cuts. */
  private static final String COMPILER = " CompilerThre";

  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final int GLANCES = 30;

  private final Process process;
  private final BufferedReader out;
  private final int port;

  ServerProcess(List<String> command) throws IOException {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0"));
    pinned.addAll(command);
    process = new ProcessBuilder(pinned).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = process.inputReader();
    String line = out.readLine();
    if (line == null) {
      throw new IOException("it does not start");
    }
    port = Integer.parseInt(line);
  }

  int port() {
    return port;
  }

  double cpuSeconds() throws IOException {
    return cpuSeconds(process.pid());
  }

  /** What a JVM's compilers have run for. */
  double compilerSeconds() throws IOException {
    return cpuSeconds(process.pid(), COMPILER);
  }

  /** What all threads of a process have run for. */
  static double cpuSeconds(long pid) throws IOException {
    return cpuSeconds(pid, "");
  }

  /**
   * From Linux's proc(5), in nanoseconds there; of threads whose names have that in them, or of
   * all.
   */
  private static double cpuSeconds(long pid, String name) throws IOException {
    long nanos = 0;
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : threads) {
        try {
          if (name.isEmpty() || Files.readString(thread.resolve("comm")).contains(name)) {
            String ran = Files.readString(thread.resolve("schedstat"));
            nanos += Long.parseLong(ran.substring(0, ran.indexOf(' ')));
          }
        } catch (NoSuchFileException e) {
          // It has ended just now.
        }
      }
    }
    return nanos / 1e9;
  }

  /** Waits until it has nothing to do any more, but not for long. */
  void settle() throws IOException, InterruptedException {
    double before = cpuSeconds();
    for (int i = 0; i < GLANCES; i++) {
      Thread.sleep(GLANCE);
      double now = cpuSeconds();
      if (now - before <= BUSY) {
        return;
      }
      before = now;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
