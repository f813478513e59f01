package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.link.Drop;
import org.kamaelia.link.LinkWatch;
import org.kamaelia.link.Packet;
import org.kamaelia.link.Rate;
import org.kamaelia.testbed.sim.IpPacket;
import org.kamaelia.testbed.sim.Path;
import org.kamaelia.testbed.sim.Simulation;

/** Watches a path: what waits there, what it carries, and what is dropped of TCP. */
final class Bottleneck implements LinkWatch {
  static final Duration EVERY = Duration.ofMillis(100);

  private final Simulation simulation;
  private final Path path;
  private final Rate.Sender rate;

  /** What waited, in milliseconds at the rate of its time. */
  private final List<Double> queue = new ArrayList<>();

  private double capacity;
  private long tcp;
  private long tcpDropped;

  Bottleneck(Simulation simulation, Path path) {
    this.simulation = simulation;
    this.path = path;
    rate = path.spec().rate().begin();
    path.watch(this);
    simulation.after(EVERY, this::look);
  }

  private void look() {
    long bits = rate.bitsPerSecond(simulation.now());
    queue.add(path.counters().queuedBytes() * 8e3 / bits);
    capacity += bits * (EVERY.toNanos() / 1e9);
    simulation.after(EVERY, this::look);
  }

  @Override
  public void entered(Packet packet) {
    tcp += isTcp(packet) ? 1 : 0;
  }

  @Override
  public void dropped(Packet packet, Drop why) {
    tcpDropped += isTcp(packet) ? 1 : 0;
  }

  private static boolean isTcp(Packet packet) {
    return packet instanceof IpPacket ip && ip.isTcp();
  }

  /** Milliseconds that waited, each {@link #EVERY}. */
  List<Double> queue() {
    return queue;
  }

  /** The part of what it could have carried that it did. */
  double utilisation() {
    return path.counters().outBytes() * 8 / capacity;
  }

  /** The part of TCP's packets that was dropped. */
  double tcpLoss() {
    return tcp == 0 ? Double.NaN : (double) tcpDropped / tcp;
  }

  /** Bits a second at a time. */
  long rate(Duration at) {
    return rate.bitsPerSecond(at.toNanos());
  }
}
