package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kamaelia.testbed.media.PacketLog;
import org.kamaelia.testbed.sim.Path;

/** A flow of media and what was seen of it. */
final class MediaTrack {
  /** Of IPv4 and UDP. */
  private static final int HEADERS = 28;

  private final PacketLog log;
  private final Duration start;
  private final Path reports;

  /**
   * Makes one.
   *
   * @param reports the path that its reports take, and nothing else
   */
  MediaTrack(PacketLog log, Duration start, Path reports) {
    this.log = log;
    this.start = start;
    this.reports = reports;
  }

  Duration start() {
    return start;
  }

  PacketLog log() {
    return log;
  }

  /** What came, with headers of UDP and IP, as the bottleneck counts. */
  Throughput received() {
    Throughput received = new Throughput();
    for (PacketLog.Entry entry : log.entries()) {
      if (!entry.isLost()) {
        received.add(entry.arrived(), entry.bytes() + HEADERS);
      }
    }
    return received;
  }

  /** Delays of packets in milliseconds, in order of size. */
  double[] delays() {
    return log.entries().stream()
        .filter(it -> !it.isLost())
        .mapToDouble(it -> it.delay() / 1e6)
        .sorted()
        .toArray();
  }

  /** The mean delay of those that were sent within a while, in milliseconds; NaN for none. */
  double delay(Duration from, Duration to) {
    return log.entries().stream()
        .filter(it -> !it.isLost() && it.sent() >= from.toNanos() && it.sent() < to.toNanos())
        .mapToDouble(it -> it.delay() / 1e6)
        .average()
        .orElse(Double.NaN);
  }

  /** From when a frame was made until all of it had come, in milliseconds, in order of size. */
  double[] frameDelays() {
    List<Double> delays = new ArrayList<>();
    boolean whole = true;
    for (PacketLog.Entry entry : log.entries()) {
      whole &= !entry.isLost();
      if (entry.ends()) {
        if (whole) {
          double made = start.toNanos() / 1e6 + Integer.toUnsignedLong(entry.stamp()) / 90.0;
          delays.add(entry.arrived() / 1e6 - made);
        }
        whole = true;
      }
    }
    double[] sorted = delays.stream().mapToDouble(it -> it).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /** The part of the packets that were lost, without those that may be on their way at the end. */
  double loss(Duration end) {
    long settled = end.minusSeconds(2).toNanos();
    long sent = log.entries().stream().filter(it -> it.sent() < settled).count();
    long lost = log.entries().stream().filter(it -> it.sent() < settled && it.isLost()).count();
    return (double) lost / sent;
  }

  /** Bytes of reports for each byte of media. */
  double overhead() {
    long bytes = log.entries().stream().mapToLong(it -> it.bytes() + HEADERS).sum();
    return (double) reports.counters().inBytes() / bytes;
  }

  /** What a part of the values does not exceed; NaN of none. */
  static double percentile(double[] sorted, double percent) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }
}
