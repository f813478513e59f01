package org.kamaelia.lab.network;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Supplier;
import org.kamaelia.axon.Component;
import org.kamaelia.lab.Run;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Server;
import org.kamaelia.testbed.measure.Delays;
import org.kamaelia.testbed.sim.CongestionControl;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** A flow that runs. */
abstract class Traffic {
  final FlowText text;
  final Simulation simulation;
  final Host from;
  final Host to;
  final int port;
  final long start;
  final long stop;

  /**
   * Makes one that is to begin.
   *
   * @param port of its own
   * @param end when the run is over
   */
  Traffic(FlowText text, Simulation simulation, int port, Duration end) {
    this.text = text;
    this.simulation = simulation;
    this.port = port;
    from = simulation.host(text.from());
    to = simulation.host(text.to());
    start = Amounts.time(text.setting("start", "0s")).toNanos();
    stop = Amounts.time(text.setting("stop", end.toNanos() + "ns")).toNanos();
    if (start >= stop) {
      throw new IllegalArgumentException(
          "flow %s: it starts when it has stopped".formatted(text.name()));
    }
  }

  /** Makes a flow of its text. */
  static Traffic of(
      FlowText text,
      Simulation simulation,
      int port,
      Duration end,
      Supplier<? extends CongestionControl> congestion) {
    return switch (text.kind()) {
      case "tcp" -> new BulkTraffic(text, simulation, port, end, congestion);
      case "udp", "rtp" -> new DatagramTraffic(text, simulation, port, end);
      default -> new FileTraffic(text, simulation, port, end, congestion);
    };
  }

  /** Prepares the side that receives, and has it begin at its time. */
  abstract void begin() throws UnknownHostException;

  /** Payload bytes that have come. */
  abstract long bytes();

  /** Says what it measured, beside its goodput. */
  abstract void measure(Run run);

  /** Says what it measured at the end. */
  void finish(Run run) {
    double seconds = (Math.min(simulation.now(), stop) - start) / 1e9;
    run.measure(text.name() + " goodput", "Mbit/s", bytes() * 8 / seconds / 1e6);
    measure(run);
  }

  /** Says what delays, or durations, there were. */
  void measure(Run run, String what, Delays measured) {
    boolean none = measured.count() == 0;
    run.measure(
        text.name() + " " + what + ", median",
        "ms",
        none ? Double.NaN : Amounts.milliseconds(measured.median()));
    run.measure(
        text.name() + " " + what + ", 95 %",
        "ms",
        none ? Double.NaN : Amounts.milliseconds(measured.p95()));
  }

  boolean isOver() {
    return simulation.now() >= stop;
  }

  /** Listens at a host. */
  void serve(Host host, ProtocolFactory factory) {
    Server server = Server.start(host.transport(), host.axon());
    server.register(text.name(), "1.0", factory);
    server.bind(ListenerSpec.of(text.name(), text.name(), "0.0.0.0:" + port));
  }

  /** Activates components at a host when the flow starts. */
  void atStart(Host host, Supplier<? extends Component<?, ?>> maker) {
    simulation.at(start, () -> host.axon().activate(maker.get()));
  }
}
