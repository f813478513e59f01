package org.kamaelia.lab.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kamaelia.lab.Run;
import org.kamaelia.testbed.media.PacketLog;

/** What RFC 8868, section 3, and RFC 8867, section 4.1, want to be known of a run. */
final class MediaReport {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Run run;
  private final Duration end;
  private final Map<String, MediaTrack> tracks;
  private final Map<String, Throughput> received = new LinkedHashMap<>();
  private final Map<String, Throughput> sinks;
  private final Map<String, Bottleneck> bottlenecks;

  MediaReport(
      Run run,
      Duration end,
      Map<String, MediaTrack> tracks,
      Map<String, Throughput> sinks,
      Map<String, Bottleneck> bottlenecks,
      List<Duration> changes)
      throws IOException {
    this.run = run;
    this.end = end;
    this.tracks = tracks;
    this.sinks = sinks;
    this.bottlenecks = bottlenecks;
    tracks.forEach((name, track) -> received.put(name, track.received()));
    paths();
    for (Map.Entry<String, MediaTrack> each : tracks.entrySet()) {
      flow(each.getKey(), each.getValue());
    }
    sinks.forEach(this::sink);
    convergence(changes);
    curves();
    files();
  }

  private void paths() {
    bottlenecks.forEach(
        (name, path) -> {
          run.measure("utilisation" + suffix(name), "%", 100 * path.utilisation());
          double[] queue = path.queue().stream().mapToDouble(it -> it).sorted().toArray();
          run.measure("queue-mean" + suffix(name), "ms", mean(queue));
          run.measure("queue-p95" + suffix(name), "ms", MediaTrack.percentile(queue, 95));
        });
  }

  private void flow(String name, MediaTrack track) {
    String of = tracks.size() == 1 ? "" : suffix(name);
    Throughput rates = rates(name);
    run.measure("rate" + of, "Mbit/s", rates.rate(track.start(), end) / 1e6);
    run.measure("variability" + of, "%", 100 * rates.variability(track.start(), end));
    run.measure("loss" + of, "%", 100 * track.loss(end));
    double[] delays = track.delays();
    run.measure("delay-mean" + of, "ms", mean(delays));
    run.measure("delay-p50" + of, "ms", MediaTrack.percentile(delays, 50));
    run.measure("delay-p95" + of, "ms", MediaTrack.percentile(delays, 95));
    run.measure("delay-p99" + of, "ms", MediaTrack.percentile(delays, 99));
    run.measure("frame-delay-p95" + of, "ms", MediaTrack.percentile(track.frameDelays(), 95));
    run.measure("feedback" + of, "%", 100 * track.overhead());
  }

  private void sink(String name, Throughput rates) {
    run.measure("rate" + suffix(name), "Mbit/s", rates.rate(Duration.ZERO, end) / 1e6);
    for (Bottleneck path : bottlenecks.values()) {
      run.measure("loss" + suffix(name), "%", 100 * path.tcpLoss());
    }
  }

  /** After each change, the slowest of the flows that are there. */
  private void convergence(List<Duration> changes) {
    for (int i = 0; i < changes.size(); i++) {
      Duration change = changes.get(i);
      Duration next = i + 1 < changes.size() ? changes.get(i + 1) : end;
      double slowest =
          tracks.entrySet().stream()
              .filter(it -> it.getValue().start().compareTo(change) <= 0)
              .mapToDouble(it -> rates(it.getKey()).convergence(change, next))
              .max()
              .orElse(Double.NaN);
      run.measure("convergence-" + change.toSeconds(), "s", slowest);
    }
  }

  /**
   * How alike flows were between two times: Jain's index, and the greatest rate over the least.
   *
   * @param shares what each is to have of the whole, in any unit
   */
  void fairness(String suffix, Duration from, Duration to, Map<String, Double> shares) {
    double[] rates =
        new TreeMap<>(shares) // in one order: a sum in another differs in its last digit
            .entrySet().stream()
                .mapToDouble(it -> rates(it.getKey()).rate(from, to) / it.getValue())
                .toArray();
    double sum = Arrays.stream(rates).sum();
    double squares = Arrays.stream(rates).map(it -> it * it).sum();
    run.measure("fairness" + suffix, "", sum * sum / (rates.length * squares));
    double least = Arrays.stream(rates).min().orElse(Double.NaN);
    run.measure("ratio" + suffix, "", Arrays.stream(rates).max().orElse(Double.NaN) / least);
  }

  /** The rate of a flow between two times, in Mbit/s. */
  void rate(String measure, String name, Duration from, Duration to) {
    run.measure(measure, "Mbit/s", rates(name).rate(from, to) / 1e6);
  }

  private Throughput rates(String name) {
    Throughput media = received.get(name);
    Throughput known = media == null ? sinks.get(name) : media;
    if (known == null) {
      throw new IllegalArgumentException("no flow " + name);
    }
    return known;
  }

  private void curves() {
    List<String> flows = new ArrayList<>(tracks.keySet());
    flows.addAll(sinks.keySet());
    for (Duration at = Duration.ZERO; at.compareTo(end) < 0; at = at.plus(SECOND)) {
      Duration to = at.plus(SECOND);
      for (String name : flows) {
        run.series("rate/" + name, "Mbit/s", to, rates(name).rate(at, to) / 1e6);
      }
      for (Map.Entry<String, Bottleneck> path : bottlenecks.entrySet()) {
        String name = path.getKey().isEmpty() ? "path" : path.getKey();
        run.series("rate/" + name, "Mbit/s", to, path.getValue().rate(at) / 1e6);
        run.series("queue/" + name, "ms", to, queue(path.getValue(), at, to));
      }
      for (Map.Entry<String, MediaTrack> track : tracks.entrySet()) {
        run.series("delay/" + track.getKey(), "ms", to, track.getValue().delay(at, to));
      }
    }
  }

  private static double queue(Bottleneck path, Duration from, Duration to) {
    int first = (int) from.dividedBy(Bottleneck.EVERY);
    int last = (int) Math.min(path.queue().size(), to.dividedBy(Bottleneck.EVERY));
    return path.queue().subList(Math.min(first, last), last).stream()
        .mapToDouble(it -> it)
        .average()
        .orElse(Double.NaN);
  }

  /** A histogram of delays, and RFC 8868, section 3.1's log, where they are wanted. */
  private void files() throws IOException {
    for (Map.Entry<String, MediaTrack> each : tracks.entrySet()) {
      Optional<Path> histogram = run.file("delay-" + each.getKey() + ".csv");
      if (histogram.isPresent()) {
        Files.write(histogram.get(), histogram(each.getValue().delays()));
      }
      Optional<Path> log = run.file("rtp-" + each.getKey() + ".log");
      if (log.isPresent()) {
        Files.write(log.get(), lines(each.getValue().log().entries()));
      }
    }
  }

  private static List<String> histogram(double[] delays) {
    int[] counts = new int[1 + (delays.length == 0 ? 0 : (int) delays[delays.length - 1])];
    Arrays.stream(delays).forEach(delay -> counts[(int) delay]++);
    List<String> lines = new ArrayList<>(List.of("milliseconds,packets"));
    for (int i = 0; i < counts.length; i++) {
      lines.add(i + "," + counts[i]);
    }
    return lines;
  }

  private static List<String> lines(Collection<PacketLog.Entry> entries) {
    List<String> lines = new ArrayList<>();
    int number = 0;
    for (PacketLog.Entry it : entries) {
      if (!it.isLost()) {
        lines.add(
            "%d.%06d 96 1 %d %s %d %d"
                .formatted(
                    it.arrived() / 1_000_000_000,
                    it.arrived() / 1000 % 1_000_000,
                    number & 0xFFFF,
                    Integer.toUnsignedString(it.stamp()),
                    it.ends() ? 1 : 0,
                    it.bytes() - 12));
      }
      number++;
    }
    return lines;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static String suffix(String name) {
    return name.isEmpty() ? "" : "-" + name;
  }
}
