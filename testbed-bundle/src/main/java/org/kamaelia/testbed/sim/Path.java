package org.kamaelia.testbed.sim;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.link.Drop;
import org.kamaelia.link.Link;
import org.kamaelia.link.LinkCounters;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.LinkWatch;
import org.kamaelia.link.Packet;
import org.kamaelia.link.Timeline;

/** One direction between two hosts that are joined. Used where its {@link Simulation} is. */
public final class Path {
  private final Simulation simulation;
  private final Host from;
  private final Host to;
  private final Link link;
  private @Nullable LinkWatch watch;

  /** Captures what is sent, and what comes out. */
  private @Nullable Consumer<SimulatedPacket> entry;

  private @Nullable Consumer<SimulatedPacket> exit;

  Path(Simulation simulation, Timeline timeline, Host from, Host to, LinkSpec spec) {
    this.simulation = simulation;
    this.from = from;
    this.to = to;
    link =
        new Link(
            spec,
            simulation.random("path " + from.name() + " > " + to.name()),
            timeline,
            packet -> to.arrived((SimulatedPacket) packet, this));
    link.watch(new Watcher());
  }

  /** Where it begins. */
  public Host from() {
    return from;
  }

  /** Where it ends. */
  public Host to() {
    return to;
  }

  /** What it does to packets. */
  public LinkSpec spec() {
    return link.spec();
  }

  /** Changes what it does to packets, from now on. */
  public void spec(LinkSpec spec) {
    link.spec(spec);
  }

  /** What it has done so far. */
  public LinkCounters counters() {
    return link.counters();
  }

  /**
   * Has somebody told of each packet's fate.
   *
   * @param watch null for nobody
   */
  public void watch(@Nullable LinkWatch watch) {
    this.watch = watch;
  }

  void entry(@Nullable Consumer<SimulatedPacket> capture) {
    requireFree(entry, capture);
    entry = capture;
  }

  void exit(@Nullable Consumer<SimulatedPacket> capture) {
    requireFree(exit, capture);
    exit = capture;
  }

  private void requireFree(
      @Nullable Consumer<SimulatedPacket> one, @Nullable Consumer<SimulatedPacket> other) {
    if (one != null && other != null) {
      throw new IllegalStateException(this + " is captured already");
    }
  }

  void send(SimulatedPacket packet) {
    link.send(packet);
  }

  private final class Watcher implements LinkWatch {
    @Override
    public void entered(Packet packet) {
      if (entry != null) {
        entry.accept((SimulatedPacket) packet);
      }
      if (watch != null) {
        watch.entered(packet);
      }
    }

    @Override
    public void left(Packet packet) {
      if (exit != null) {
        exit.accept((SimulatedPacket) packet);
      }
      if (watch != null) {
        watch.left(packet);
      }
    }

    @Override
    public void dropped(Packet packet, Drop why) {
      SimulatedPacket dropped = (SimulatedPacket) packet;
      simulation.trace().add(simulation.now(), Trace.Event.DROPPED, from.number(), dropped);
      Host origin = dropped.flow.origin;
      if (why == Drop.TOO_LARGE && origin != null) {
        // RFC 1191: the router says how large it may be. That is not lost, and takes no time.
        int most = spec().mtu();
        simulation.schedule(simulation.now(), () -> origin.tcpHost.tooLarge(dropped.flow, most));
      }
      if (watch != null) {
        watch.dropped(packet, why);
      }
    }
  }

  @Override
  public String toString() {
    return from + " > " + to;
  }
}
