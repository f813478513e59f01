package org.kamaelia.benchmarks.scenarios;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured, as Markdown. */
final class Report {
  private final Map<Peer, String> versions = new EnumMap<>(Peer.class);
  private final Map<Peer, String> missing = new EnumMap<>(Peer.class);
  private final Map<Scenario, Map<Peer, List<Map<String, Double>>>> samples =
      new EnumMap<>(Scenario.class);
  private final Map<Scenario, Map<Peer, String>> failures = new EnumMap<>(Scenario.class);
  private final double loadBefore = load();

  void version(Peer peer, String version) {
    versions.put(peer, version);
  }

  void missing(Peer peer, String howToInstall) {
    missing.put(peer, howToInstall);
  }

  void add(Scenario scenario, Map<Peer, List<Map<String, Double>>> ofPeers) {
    samples.put(scenario, ofPeers);
  }

  void failed(Scenario scenario, Peer peer, String why) {
    System.err.printf("%s: %s: %s%n", scenario.id, peer, why);
    failures.computeIfAbsent(scenario, first -> new EnumMap<>(Peer.class)).put(peer, why);
  }

  void print() throws IOException {
    System.out.printf(
        "%s; %d processors (%s), Linux %s; load %.1f before, %.1f after.%n%n",
        LocalDate.now(ZoneId.systemDefault()),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        System.getProperty("os.version"),
        loadBefore,
        load());
    versions.forEach((peer, version) -> System.out.printf("- %s: %s%n", peer.title, version));
    missing.forEach((peer, how) -> System.out.printf("- %s: not installed: %s%n", peer.title, how));
    System.out.println();
    printSummary();
    samples.forEach(this::print);
  }

  /** The figure that counts, all peers side by side. */
  private void printSummary() {
    System.out.println(
        versions.keySet().stream()
            .map(peer -> peer.title)
            .collect(Collectors.joining(" | ", "| median | ", " |")));
    System.out.println("| --- |" + " --- |".repeat(versions.size()));
    samples.forEach(
        (scenario, ofPeers) -> {
          Scenario.Figure figure = scenario.figures().getFirst();
          double best =
              ofPeers.values().stream()
                  .mapToDouble(rounds -> median(rounds, figure.key()))
                  .min()
                  .orElse(0);
          StringBuilder row =
              new StringBuilder("| `%s`, %s |".formatted(scenario.id, figure.heading()));
          for (Peer peer : versions.keySet()) {
            List<Map<String, Double>> rounds = ofPeers.get(peer);
            String cell = rounds == null ? "-" : format(median(rounds, figure.key()));
            row.append(
                rounds != null && median(rounds, figure.key()) == best
                    ? " **%s** |".formatted(cell)
                    : " %s |".formatted(cell));
          }
          System.out.println(row);
        });
  }

  private void print(Scenario scenario, Map<Peer, List<Map<String, Double>>> ofPeers) {
    System.out.printf("%n`%s`: %s.%n%n", scenario.id, scenario.title);
    System.out.println(
        scenario.figures().stream()
            .map(Scenario.Figure::heading)
            .collect(Collectors.joining(" | ", "| peer | ", " |")));
    System.out.println("| --- |" + " --- |".repeat(scenario.figures().size()));
    ofPeers.forEach(
        (peer, rounds) ->
            System.out.println(
                scenario.figures().stream()
                    .map(figure -> cell(rounds, figure.key()))
                    .collect(Collectors.joining(" | ", "| " + peer.title + " | ", " |"))));
    failures
        .getOrDefault(scenario, Map.of())
        .forEach(
            (peer, why) ->
                System.out.printf(
                    "| %s | %s%s%n", peer.title, why, " |".repeat(scenario.figures().size())));
  }

  /** Median, and the least and the most. */
  private static String cell(List<Map<String, Double>> rounds, String key) {
    if (!rounds.getFirst().containsKey(key)) {
      return "";
    }
    double[] values = sorted(rounds, key);
    String middle = format(values[values.length / 2]);
    return values.length == 1
        ? middle
        : "%s (%s to %s)".formatted(middle, format(values[0]), format(values[values.length - 1]));
  }

  private static double median(List<Map<String, Double>> rounds, String key) {
    double[] values = sorted(rounds, key);
    return values[values.length / 2];
  }

  private static double[] sorted(List<Map<String, Double>> rounds, String key) {
    return rounds.stream().mapToDouble(sample -> sample.getOrDefault(key, 0.0)).sorted().toArray();
  }

  private static String format(double value) {
    return String.format(
        Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%,.0f", value);
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String processor() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }
}
