package org.kamaelia.lab.network;

import java.time.Duration;
import java.util.List;
import org.kamaelia.lab.Run;
import org.kamaelia.testbed.sim.Simulation;

/** Lets time pass, and notes points of curves. */
record Sampling(Run run, Simulation simulation, List<Traffic> flows, List<Bottleneck> bottlenecks) {

  void run(Duration duration, Duration sample) {
    if (!sample.isPositive() || !duration.isPositive()) {
      throw new IllegalArgumentException("duration and sample have to be more than 0");
    }
    long[] bytes = new long[flows.size()];
    long end = duration.toNanos();
    while (simulation.now() < end) {
      Duration step = Duration.ofNanos(Math.min(sample.toNanos(), end - simulation.now()));
      simulation.advance(step);
      Duration now = Duration.ofNanos(simulation.now());
      for (int i = 0; i < flows.size(); i++) {
        long all = flows.get(i).bytes();
        double rate = (all - bytes[i]) * 8e3 / step.toNanos();
        bytes[i] = all;
        run.series("goodput/" + flows.get(i).text.name(), "Mbit/s", now, rate);
      }
      for (Bottleneck each : bottlenecks) {
        run.series("queue/" + each.path, "packets", now, each.sample());
      }
    }
  }
}
