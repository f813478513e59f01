package org.kamaelia.lab.experiments;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.lab.Experiment;
import org.kamaelia.lab.LinkProfile;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;
import org.kamaelia.net.UdpSocket;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Path;
import org.kamaelia.testbed.sim.Simulation;

/** One stream to many receivers: from the source itself, or by a tree of relays. */
public final class FanOut implements Experiment {
  private static final int PORT = 5004;
  private static final Duration BEGIN = Duration.ofSeconds(1);

  /** Makes it. */
  public FanOut() {}

  @Override
  public String name() {
    return "fan-out";
  }

  @Override
  public String summary() {
    return "one stream to many: a tree of relays, or all from the source";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.whole("receivers", "", 200, 1, 10_000, "how many"),
        Parameter.whole("width", "", 0, 0, 10_000, "subscribers of a relay; 0 for no relays"),
        Parameter.link("link", "rate=100Mbit/s delay=5ms", "of each host to the network"),
        Parameter.whole("bytes", "", 400, 20, 1400, "of a packet"),
        Parameter.time("interval", Duration.ofMillis(25), "from one packet to the next"),
        Parameter.time("duration", Duration.ofSeconds(10), "of the stream"),
        Parameter.time("crash", Duration.ZERO, "when a relay at the source crashes; 0s for never"),
        Parameter.time("silence", Duration.ofMillis(500), "after which a parent is given up"));
  }

  /** A node, its host, and those above it. */
  private record Placed(Host host, List<InetSocketAddress> parents, Arrivals arrivals) {
    InetSocketAddress address() {
      return new InetSocketAddress(host.ipv4(), PORT);
    }
  }

  @Override
  public void run(Run run) throws Exception {
    Simulation simulation = new Simulation(run.seed());
    Host network = simulation.host("network");
    LinkProfile link = run.link("link");
    Duration interval = run.time("interval");
    Duration duration = run.time("duration");
    List<Placed> above = List.of(place(simulation, network, link, "source", List.of()));
    Placed source = above.getFirst();
    start(run, source, new StreamNode.Stream(BEGIN, interval, run.whole("bytes")));
    List<List<Placed>> layers = new ArrayList<>();
    List<Integer> sizes = sizes(run.whole("receivers"), run.whole("width"));
    for (int layer = 0; layer < sizes.size(); layer++) {
      List<Placed> here = new ArrayList<>();
      for (int i = 0; i < sizes.get(layer); i++) {
        Placed parent = above.get((int) ((long) i * above.size() / sizes.get(layer)));
        List<InetSocketAddress> parents = new ArrayList<>(List.of(parent.address()));
        // whoever's parent crashes goes to that one's parent
        parents.add(parent.parents.isEmpty() ? parent.address() : parent.parents.getFirst());
        Placed node = place(simulation, network, link, "layer " + (layer + 1) + " " + i, parents);
        start(run, node, StreamNode.Stream.NONE);
        here.add(node);
      }
      layers.add(here);
      above = here;
    }
    Path access = simulation.path(source.host, network);
    simulation.advance(BEGIN);
    long before = access.counters().outBytes();
    Duration crash = run.time("crash");
    if (!crash.isZero()) {
      simulation.advance(crash);
      layers.getFirst().getFirst().host.crash();
    }
    simulation.advance(BEGIN.plus(duration).minusNanos(simulation.now()));
    double load = (access.counters().outBytes() - before) * 8e3 / duration.toMillis();
    double dropped = access.counters().dropped();
    simulation.hosts().forEach(Host::crash);
    run.measure("source-load", "Mbit/s", load / 1e6);
    run.measure("source-dropped", "", dropped);
    run.measure("relays", "", simulation.hosts().size() - 2.0 - run.whole("receivers"));
    report(run, layers, (double) duration.dividedBy(interval));
  }

  /** How many nodes each layer has, the receivers last. */
  private static List<Integer> sizes(int receivers, int width) {
    List<Integer> sizes = new ArrayList<>(List.of(receivers));
    while (width > 1 && sizes.getFirst() > width) {
      sizes.addFirst(Math.ceilDiv(sizes.getFirst(), width));
    }
    return sizes;
  }

  private static Placed place(
      Simulation simulation,
      Host network,
      LinkProfile link,
      String name,
      List<InetSocketAddress> parents) {
    Host host = simulation.host(name);
    simulation.connect(host, network, link.up(), link.down());
    return new Placed(host, parents, new Arrivals());
  }

  private static void start(Run run, Placed node, StreamNode.Stream stream) {
    StreamNode component = new StreamNode(node.parents, stream, run.time("silence"), node.arrivals);
    UdpSocket socket = new UdpSocket(new InetSocketAddress("0.0.0.0", PORT));
    socket.outbox().linkTo(component.inbox());
    component.outbox().linkTo(socket.inbox());
    node.host.axon().activate(socket, component);
  }

  private static void report(Run run, List<List<Placed>> layers, double packets) {
    for (int i = 0; i < layers.size(); i++) {
      String of = i == layers.size() - 1 ? "receivers" : "layer-" + (i + 1);
      double[] delays =
          layers.get(i).stream()
              .flatMap(it -> it.arrivals.delays().stream())
              .mapToDouble(it -> it)
              .sorted()
              .toArray();
      run.measure("delay-p50-" + of, "ms", MediaTrack.percentile(delays, 50));
      run.measure("delay-p99-" + of, "ms", MediaTrack.percentile(delays, 99));
    }
    List<Placed> receivers = layers.getLast();
    double came = receivers.stream().mapToDouble(it -> it.arrivals.delays().size()).sum();
    run.measure("missing", "%", 100 * (1 - came / packets / receivers.size()));
    double whole = 4 * run.time("interval").toMillis();
    double[] gaps =
        receivers.stream().mapToDouble(it -> it.arrivals.longestGap()).sorted().toArray();
    double hit = 0;
    for (double gap : gaps) {
      hit += gap > whole ? 1 : 0;
    }
    run.measure("interrupted", "%", 100 * hit / gaps.length);
    run.measure("longest-gap", "ms", gaps[gaps.length - 1]);
  }
}
