package org.kamaelia.link;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A link in virtual time, and what came out of it when. */
final class Path {
  record Arrival(long time, TestPacket packet) {}

  final VirtualTimeline timeline = new VirtualTimeline();
  final List<Arrival> arrivals = new ArrayList<>();
  final Link link;

  Path(LinkSpec spec, long seed) {
    link =
        new Link(
            spec,
            new SplittableRandom(seed),
            timeline,
            p -> arrivals.add(new Arrival(timeline.now(), (TestPacket) p)));
  }

  /** Sends packets numbered from 1 at even intervals, and waits for all to come out. */
  Path send(int count, int length, long interval) {
    return send(count, length, interval, 0);
  }

  /** The same, the first one at a time. */
  Path send(int count, int length, long interval, long first) {
    for (int i = 0; i < count; i++) {
      TestPacket packet = TestPacket.of(i + 1, length);
      timeline.at(first + i * interval, () -> link.send(packet));
    }
    timeline.run();
    return this;
  }

  List<Long> times() {
    return arrivals.stream().map(Arrival::time).toList();
  }

  List<Integer> numbers() {
    return arrivals.stream().map(a -> a.packet().number()).toList();
  }
}
