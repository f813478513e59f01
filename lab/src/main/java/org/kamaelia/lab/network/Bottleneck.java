package org.kamaelia.lab.network;

import org.kamaelia.lab.Run;
import org.kamaelia.link.LinkCounters;
import org.kamaelia.testbed.sim.Path;

/** A direction that has a rate, and so a queue. */
final class Bottleneck {
  final Path path;
  private double queued;
  private long samples;

  Bottleneck(Path path) {
    this.path = path;
  }

  static boolean isOne(Path path) {
    return path.spec().rate().begin().bitsPerSecond(0) != Long.MAX_VALUE;
  }

  /** Looks at the queue; how many packets are in it. */
  int sample() {
    int now = path.counters().queued();
    queued += now;
    samples++;
    return now;
  }

  void measure(Run run) {
    LinkCounters counters = path.counters();
    run.measure(path + " queue", "packets", samples == 0 ? Double.NaN : queued / samples);
    long gone = counters.lost() + counters.dropped() + counters.tooLarge();
    run.measure(
        path + " loss", "%", counters.in() == 0 ? Double.NaN : 100.0 * gone / counters.in());
  }
}
