package org.kamaelia.benchmarks.scenarios;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A peer's process, ready for one scenario. */
final class PeerProcess implements AutoCloseable {
  private static final int LONGEST_SECONDS = 300;

  private final Process process;
  private final BufferedReader out;

  PeerProcess(Peer peer, Scenario scenario) throws IOException {
    process =
        new ProcessBuilder(peer.command(scenario))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process
        .onExit()
        .orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS)
        .exceptionally(late -> process.destroyForcibly());
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** It has no counterpart of the scenario. */
  static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** Has it do so many operations; what that took, for each: see {@link Scenario.Figure}. */
  Map<String, Double> run(long count) throws IOException, Unsupported {
    double cpu = cpuNanos();
    process.getOutputStream().write((count + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals("rested")) {
        cpu = cpuNanos();
      } else if (line.equals("unsupported")) {
        throw new Unsupported();
      } else if (line.startsWith("count=")) {
        return sample(line, count, cpuNanos() - cpu);
      }
    }
    throw new IOException("it gave up");
  }

  private static Map<String, Double> sample(String line, long count, double cpu)
      throws IOException {
    Map<String, Double> answer = new HashMap<>();
    for (String pair : line.split(" ")) {
      int at = pair.indexOf('=');
      answer.put(pair.substring(0, at), Double.valueOf(pair.substring(at + 1)));
    }
    if (answer.remove("count") != count) {
      throw new IOException("it saw something else than " + count + ": " + line);
    }
    answer.put("ns", answer.remove("nanos") / count);
    answer.put("cpu", cpu / count);
    Double allocated = answer.remove("allocated");
    if (allocated != null) {
      answer.put("alloc", allocated / count);
    }
    return answer;
  }

  /** User and system time of all its threads, from Linux's proc(5); a clock tick is 10 ms there. */
  private double cpuNanos() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1e7;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    out.close();
  }
}
