package org.kamaelia.benchmarks;

import java.util.Arrays;
import java.util.List;
import org.kamaelia.benchmarks.net.FanOutRun;
import org.kamaelia.benchmarks.net.IdleRun;
import org.kamaelia.benchmarks.net.NetRun;
import org.kamaelia.benchmarks.net.UdpRun;
import org.kamaelia.benchmarks.parity.Parity;
import org.kamaelia.benchmarks.scenarios.Scenarios;

/** Runs a benchmark by name; see {@code benchmarks/README.md}. */
public final class Main {
  private Main() {}

  /**
   * Runs one.
   *
   * @param args {@code jmh ...}, {@code scenarios ...}, {@code net ...}, {@code udp ...}, {@code
   *     fan-out ...}, {@code idle-connections ...} or {@code parity ...}
   */
  public static void main(String[] args) throws Exception {
    String which = args.length == 0 ? "" : args[0];
    switch (which) {
      case "jmh" -> org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
      case "scenarios" -> Scenarios.compare(Arrays.copyOfRange(args, 1, args.length));
      case "udp" -> UdpRun.compare(List.of(args).subList(1, args.length));
      case "net" -> NetRun.compare(List.of(args).subList(1, args.length));
      case "fan-out" -> FanOutRun.run(List.of(args).subList(1, args.length));
      case "idle-connections" -> IdleRun.run(List.of(args).subList(1, args.length));
      case "parity" -> Parity.compare(List.of(args).subList(1, args.length));
      default -> {
        System.err.println(
            "usage: benchmarks/run jmh [JMH options] | scenarios [--quick] [NAME...]"
                + " | net [--rounds N] [--peers NAME,...] [ROW...]"
                + " | udp [ROUNDS [ROW|PEER...]]"
                + " | fan-out [CONNECTIONS [SERVER...]]"
                + " | idle-connections [CONNECTIONS [SERVER...]]"
                + " | parity [--short] [--seeds N] [--losses N] [--at-once N] [--without SIDE]"
                + " [CELL...]");
        System.exit(2);
      }
    }
  }
}
