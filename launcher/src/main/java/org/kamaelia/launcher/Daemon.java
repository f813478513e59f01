package org.kamaelia.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A server in a process of its own, which outlives the shell that it came from. */
final class Daemon {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LINES_SHOWN = 20;

  private Daemon() {}

  /**
   * Starts one, and waits until it serves.
   *
   * @return it
   * @throws CommandFailure with the end of what it printed, if it does not come to that
   */
  static Lock.Holder start(Base base) throws CommandFailure, IOException {
    Optional<Lock.Holder> holder = Lock.holder(base);
    if (holder.isPresent()) {
      throw Lock.inUse(base, holder.get());
    }
    Path output = base.log().resolve("start.out");
    Process process = spawn(base, output);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      holder = Lock.holder(base).filter(found -> serves(found, process));
      if (holder.isPresent()) {
        return holder.get();
      }
      if (!process.isAlive()) {
        throw new CommandFailure("the server ended before it served:\n" + lastLines(output));
      }
      if (System.nanoTime() > end) {
        process.destroyForcibly();
        throw new CommandFailure(
            "the server did not serve within %d s:\n%s"
                .formatted(PATIENCE.toSeconds(), lastLines(output)));
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static boolean serves(Lock.Holder holder, Process process) {
    return holder.process().pid() == process.pid() && holder.state() == Lock.State.SERVING;
  }

  private static Process spawn(Base base, Path output) throws IOException {
    try {
      return spawn(base, output, "setsid");
    } catch (IOException e) {
      // not every system has it
      return spawn(base, output, "nohup");
    }
  }

  private static Process spawn(Base base, Path output, String detach) throws IOException {
    String script = base.home().resolve("bin/kamaelia").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(detach, script, "start", "--detached", "--base", base.folder().toString()))
            .directory(base.folder().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private static String lastLines(Path output) throws IOException {
    List<String> lines = Files.readAllLines(output);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
  }
}
