package org.kamaelia.benchmarks;

import java.util.Arrays;
import java.util.List;
import org.kamaelia.benchmarks.scenarios.Scenarios;

/** Runs a benchmark by name; see {@code benchmarks/README.md}. */
public final class Main {
  private Main() {}

  /**
   * Runs one.
   *
   * @param args {@code jmh ...}, {@code scenarios ...}, {@code echo [connections [server...]]},
   *     {@code fan-out [connections [server...]]} or {@code idle-connections [connections
   *     [server...]]}
   */
  public static void main(String[] args) throws Exception {
    String which = args.length == 0 ? "" : args[0];
    switch (which) {
      case "jmh" -> org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
      case "scenarios" -> Scenarios.compare(Arrays.copyOfRange(args, 1, args.length));
      case "echo" -> EchoRun.run(List.of(args).subList(1, args.length));
      case "echo-server" -> EchoRun.serve(args[1]);
      case "idle-connections" -> IdleRun.run(List.of(args).subList(1, args.length));
      case "fan-out" -> FanOutRun.run(List.of(args).subList(1, args.length));
      case "fan-out-server" -> FanOutRun.serve(args[1]);
      case "idle-server" -> IdleRun.serve(args[1]);
      default -> {
        System.err.println(
            "usage: benchmarks/run jmh [JMH options] | scenarios [--quick] [NAME...]"
                + " | echo [CONNECTIONS [SERVER...]] | idle-connections [CONNECTIONS [SERVER...]]"
                + " | fan-out [CONNECTIONS [SERVER...]]");
        System.exit(2);
      }
    }
  }
}
