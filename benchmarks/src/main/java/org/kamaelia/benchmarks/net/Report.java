package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was measured, as Markdown. */
final class Report {
  private final Map<Row, Map<NetPeer, List<Result>>> results = new EnumMap<>(Row.class);

  void add(NetPeer peer, Result result) {
    results
        .computeIfAbsent(result.row(), first -> new EnumMap<>(NetPeer.class))
        .computeIfAbsent(peer, first -> new ArrayList<>())
        .add(result);
  }

  /** Says where and when. */
  void begin(int rounds) throws IOException {
    System.out.printf(
        "%s; Linux %s, JDK %s; %d rounds; load %s before.%n",
        LocalDate.now(ZoneId.systemDefault()),
        System.getProperty("os.version"),
        Runtime.version(),
        rounds,
        load());
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
  }

  /** Prints a row's table. */
  void print(Row row) {
    Map<NetPeer, List<Result>> ofPeers = results.getOrDefault(row, Map.of());
    if (ofPeers.isEmpty()) {
      return;
    }
    NetPeer first = ofPeers.keySet().iterator().next();
    List<Result> unit = ofPeers.get(first);
    System.out.printf("%n`%s`: %s%n%n", row.id(), row.title);
    System.out.printf(
        "| server | %s, median | least | most | to %s's | %s (median) | server busy | load busy"
            + " |%n",
        row.unit(), first.title, row.rate());
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    ofPeers.forEach(
        (peer, rounds) ->
            System.out.printf(
                "| %s | %s | %s | %s | %.2f | %s | %.0f %% | %.0f %% |%n",
                peer.title,
                figure(median(rounds, Result::each)),
                figure(least(rounds)),
                figure(rounds.stream().mapToDouble(Result::each).max().orElseThrow()),
                ratio(rounds, unit),
                figure(median(rounds, Result::rate)),
                100 * median(rounds, Result::serverBusy),
                100 * median(rounds, Result::loadBusy)));
  }

  /** Prints all in short. */
  void end(Collection<Row> rows, Collection<NetPeer> peers) throws IOException {
    System.out.printf("%nLoad %s after. The medians:%n%n", load());
    System.out.println(
        peers.stream().map(peer -> peer.title).collect(Collectors.joining(" | ", "| | ", " |")));
    System.out.println("| ---".repeat(peers.size() + 1) + " |");
    for (Row row : rows) {
      Map<NetPeer, List<Result>> ofPeers = results.getOrDefault(row, Map.of());
      System.out.println(
          peers.stream()
              .map(
                  peer ->
                      ofPeers.containsKey(peer)
                          ? figure(median(ofPeers.get(peer), Result::each))
                          : "-")
              .collect(
                  Collectors.joining(" | ", "| `" + row.id() + "`, " + row.unit() + " | ", " |")));
    }
  }

  private static double least(List<Result> rounds) {
    return rounds.stream().mapToDouble(Result::each).min().orElseThrow();
  }

  private static double median(List<Result> rounds, ToDoubleFunction<Result> of) {
    double[] sorted = rounds.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** The median of what one took to what the other took in the same round. */
  private static double ratio(List<Result> rounds, List<Result> unit) {
    double[] sorted =
        IntStream.range(0, Math.min(rounds.size(), unit.size()))
            .mapToDouble(i -> rounds.get(i).each() / unit.get(i).each())
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  /** With three digits, at least. */
  private static String figure(double value) {
    return value >= 100
        ? "%,.0f".formatted(value)
        : value >= 10 ? "%.1f".formatted(value) : "%.2f".formatted(value);
  }
}
