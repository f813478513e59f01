package org.kamaelia.benchmarks.scenarios;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Runs scenarios with every peer: rounds in which each peer has its turn, in a new process that is
 * first warmed up. Prints a table for the README.
 */
public final class Scenarios {
  private static final String USAGE =
      "usage: benchmarks/run scenarios [--quick] [--rounds N] [--peers NAME,...] [SCENARIO...]";

  /** A run that takes so many nanoseconds of CPU is taken as it is. */
  private static final double TOO_LONG = 10e9;

  private final Set<Scenario> scenarios = EnumSet.noneOf(Scenario.class);
  private final Set<Peer> peers = EnumSet.allOf(Peer.class);
  private final Report report = new Report();
  private boolean quick;
  private int rounds = 5;

  private Scenarios(String[] args) {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> {
          quick = true;
          rounds = 1;
        }
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--peers" -> {
          peers.clear();
          for (String name : args[++i].toUpperCase(Locale.ROOT).split(",")) {
            peers.add(Peer.valueOf(name));
          }
        }
        default -> scenarios.add(scenario(args[i]));
      }
    }
    if (scenarios.isEmpty()) {
      scenarios.addAll(EnumSet.allOf(Scenario.class));
    }
  }

  /** Compares the peers as the arguments say; see {@code benchmarks/README.md}. */
  public static void compare(String... args) throws IOException {
    Scenarios run;
    try {
      run = new Scenarios(args);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.err.println(
          "peers: %s; scenarios: %s"
              .formatted(
                  Arrays.toString(Peer.values()).toLowerCase(Locale.ROOT),
                  Arrays.stream(Scenario.values()).map(scenario -> scenario.id).toList()));
      System.exit(2);
      return;
    }
    run.run();
  }

  /**
   * Is a peer, for the process that runs it.
   *
   * @param args the peer and the scenario
   */
  public static void main(String[] args) throws Exception {
    Scenario scenario = scenario(args[1]);
    IntFunction<JvmPeer> maker = Peer.valueOf(args[0]).inJvm();
    if (maker == null) {
      throw new IllegalArgumentException(args[0] + " does not run in a JVM");
    }
    try (JvmPeer peer = maker.apply(scenario.threads)) {
      peer.serve(scenario);
    }
  }

  private static Scenario scenario(String id) {
    return Arrays.stream(Scenario.values())
        .filter(scenario -> scenario.id.equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no scenario " + id));
  }

  private void run() throws IOException {
    for (Peer peer : EnumSet.copyOf(peers)) {
      String missing = peer.missing();
      if (missing == null) {
        report.version(peer, peer.version());
      } else {
        report.missing(peer, missing);
        peers.remove(peer);
      }
    }
    report.begin();
    for (Scenario scenario : scenarios) {
      run(scenario);
    }
    report.end();
  }

  private void run(Scenario scenario) {
    Set<Peer> racing = EnumSet.copyOf(peers);
    Map<Peer, List<Map<String, Double>>> samples = new EnumMap<>(Peer.class);
    for (int round = 1; round <= rounds; round++) {
      for (Peer peer : EnumSet.copyOf(racing)) {
        try {
          Map<String, Double> sample = measure(peer, scenario);
          samples.computeIfAbsent(peer, first -> new ArrayList<>()).add(sample);
          System.err.printf("%s, round %d: %s %s%n", scenario.id, round, peer, sample);
        } catch (PeerProcess.Unsupported e) {
          racing.remove(peer);
        } catch (IOException e) {
          racing.remove(peer);
          samples.remove(peer);
          report.failed(scenario, peer, String.valueOf(e.getMessage()));
        }
      }
    }
    report.add(scenario, samples);
  }

  private Map<String, Double> measure(Peer peer, Scenario scenario)
      throws IOException, PeerProcess.Unsupported {
    try (var process = new PeerProcess(peer, scenario)) {
      long fixed = scenario.fixed(quick);
      if (fixed > 0) {
        process.run(fixed / 30);
        return process.run(fixed);
      }
      process.run(scenario.quantum); // starts the process as well
      // In CPU time, as others may use the machine. Grows until a run takes about as long as wanted
      // and is hardly faster than the one before: the first ones are slow, and do not count.
      double target = quick ? 0.2e9 : 0.5e9;
      double warmUp = quick ? 0.5e9 : 3e9;
      long count = scenario.quantum;
      double spent = 0;
      double last = 0;
      double before = 0;
      double each = 0;
      while (spent < warmUp || last < target / 4 || each < before * 0.8) {
        Map<String, Double> sample = process.run(count);
        before = each;
        each = sample.getOrDefault("cpu", 0.0);
        last = each * count;
        spent += last;
        if (last > TOO_LONG) {
          return sample;
        }
        double enough = Math.ceil(target / each / scenario.quantum) * scenario.quantum;
        count = (long) Math.min(count * 10.0, enough);
      }
      return process.run(count);
    }
  }
}
