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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kamaelia.benchmarks.scenarios.Scenario.Figure;

/** What was measured, as Markdown. */
final class Report {
  private final Map<Peer, String> versions = new EnumMap<>(Peer.class);
  private final Map<Peer, String> missing = new EnumMap<>(Peer.class);
  private final Map<Scenario, Map<Peer, List<Map<String, Double>>>> samples =
      new EnumMap<>(Scenario.class);
  private final Map<Scenario, Map<Peer, String>> failures = new EnumMap<>(Scenario.class);

  void version(Peer peer, String version) {
    versions.put(peer, version);
  }

  void missing(Peer peer, String howToInstall) {
    missing.put(peer, howToInstall);
  }

  void failed(Scenario scenario, Peer peer, String why) {
    System.err.printf("%s: %s: %s%n", scenario.id, peer, why);
    failures.computeIfAbsent(scenario, first -> new EnumMap<>(Peer.class)).put(peer, why);
  }

  /** Prints what is compared, and where. */
  void begin() throws IOException {
    System.out.printf(
        "%s; %d processors (%s), Linux %s; load %.1f before.%n%n",
        LocalDate.now(ZoneId.systemDefault()),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        System.getProperty("os.version"),
        load());
    versions.forEach((peer, version) -> System.out.printf("- %s: %s%n", peer.title, version));
    missing.forEach((peer, how) -> System.out.printf("- %s: not installed: %s%n", peer.title, how));
    System.out.println();
  }

  /** Prints a scenario that is done, so that a run that is cut short is not lost. */
  void add(Scenario scenario, Map<Peer, List<Map<String, Double>>> ofPeers) {
    samples.put(scenario, ofPeers);
    print(scenario, ofPeers);
  }

  /** Prints all in short. */
  void end() {
    System.out.printf("Load %.1f after. In short:%n%n", load());
    printSummary("median", scenario -> scenario.figures().getFirst());
    printSummary("median CPU time", Scenario::cpu);
  }

  /** One figure of each scenario, all peers side by side. */
  private void printSummary(String heading, Function<Scenario, Figure> choice) {
    System.out.println(
        versions.keySet().stream()
            .map(peer -> peer.title)
            .collect(Collectors.joining(" | ", "| " + heading + " | ", " |")));
    System.out.println("| --- |" + " --- |".repeat(versions.size()));
    samples.forEach(
        (scenario, ofPeers) -> {
          Figure figure = choice.apply(scenario);
          Map<Peer, Double> medians = new EnumMap<>(Peer.class);
          ofPeers.forEach((peer, rounds) -> medians.put(peer, median(rounds, figure.key())));
          double best = medians.values().stream().min(Double::compare).orElse(0.0);
          System.out.println(
              versions.keySet().stream()
                  .map(peer -> medians.containsKey(peer) ? cell(medians.get(peer), best) : "-")
                  .collect(
                      Collectors.joining(
                          " | ", "| `%s`, %s | ".formatted(scenario.id, figure.heading()), " |")));
        });
    System.out.println();
  }

  private static String cell(double value, double best) {
    return value == best ? "**%s**".formatted(format(value)) : format(value);
  }

  private void print(Scenario scenario, Map<Peer, List<Map<String, Double>>> ofPeers) {
    System.out.printf("`%s`: %s.%n%n", scenario.id, scenario.title);
    System.out.println(
        scenario.figures().stream()
            .map(Figure::heading)
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
    System.out.println();
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
