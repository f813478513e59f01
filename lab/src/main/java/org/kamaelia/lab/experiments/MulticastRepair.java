package org.kamaelia.lab.experiments;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kamaelia.lab.Experiment;
import org.kamaelia.lab.LinkProfile;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;
import org.kamaelia.net.MulticastTransceiver;
import org.kamaelia.net.UdpSocket;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** A stream to a multicast group, whose losses are repaired by parities, by asking, or by both. */
public final class MulticastRepair implements Experiment {
  private static final int PORT = 5004;

  /** Between two packets of the stream. */
  private static final Duration INTERVAL = Duration.ofNanos(500_000);

  /** Makes it. */
  public MulticastRepair() {}

  @Override
  public String name() {
    return "multicast-repair";
  }

  @Override
  public String summary() {
    return "a stream to many receivers: parities (FEC), asking again, or both";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.choice(
            "repair",
            List.of("none", "rows", "columns", "matrix", "ask", "columns+ask", "matrix+ask"),
            "how: parities of rows, columns or both; asking for what is missing"),
        Parameter.link(
            "link", "rate=100Mbit/s delay=20ms loss=1%", "from the network to each receiver"),
        Parameter.whole("receivers", "", 10, 1, 10_000, "how many"),
        Parameter.whole("columns", "", 10, 1, 255, "of the matrix: packets in a row"),
        Parameter.whole("rows", "", 10, 1, 255, "of the matrix: packets in a column"),
        Parameter.time("budget", Duration.ofMillis(500), "how late a packet may be"),
        Parameter.whole("packets", "", 5000, 1, 1_000_000, "of 1,000 bytes, two each millisecond"));
  }

  @Override
  public void run(Run run) throws Exception {
    Simulation simulation = new Simulation(run.seed());
    Host source = simulation.host("source");
    Host hub = simulation.host("hub");
    simulation.connect(source, hub, Duration.ofMillis(5));
    String repair = run.text("repair");
    boolean asks = repair.endsWith("ask");
    int count = run.whole("packets");
    int columns = run.whole("columns");
    int rows = run.whole("rows");
    LinkProfile link = run.link("link");
    byte[][] content = DeliveredPackets.content(count);
    List<DeliveredPackets> all = new ArrayList<>();
    List<RepairReceiver> receivers = new ArrayList<>();
    InetSocketAddress group = new InetSocketAddress(InetAddress.ofLiteral("239.1.2.3"), PORT);
    NetworkInterface any = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    // a round trip and some, before anybody can have an answer
    Duration again = Duration.ofMillis(60);
    for (int i = 0; i < run.whole("receivers"); i++) {
      Host host = simulation.host("receiver " + i);
      simulation.connect(host, hub, link.up(), link.down());
      DeliveredPackets delivered = new DeliveredPackets(content);
      RepairReceiver receiver =
          new RepairReceiver(
              new InetSocketAddress(source.ipv4(), PORT + 1),
              asks,
              patience(repair, columns, rows),
              again,
              run.time("budget"),
              4 * columns * rows + 1000,
              delivered);
      MulticastTransceiver member = new MulticastTransceiver(group, any);
      UdpSocket wishes = new UdpSocket(new InetSocketAddress("0.0.0.0", 0));
      member.outbox().linkTo(receiver.inbox());
      receiver.outbox().linkTo(wishes.inbox());
      host.axon().activate(member, receiver, wishes);
      all.add(delivered);
      receivers.add(receiver);
    }
    Parities parities =
        new Parities(
            columns,
            rows,
            repair.startsWith("rows") || repair.startsWith("matrix"),
            repair.startsWith("columns") || repair.startsWith("matrix"));
    RepairSender sender = new RepairSender(content, INTERVAL, parities, again);
    UdpSocket wishes = new UdpSocket(new InetSocketAddress("0.0.0.0", PORT + 1));
    MulticastTransceiver out = new MulticastTransceiver(group, any);
    wishes.outbox().linkTo(sender.inbox());
    sender.outbox().linkTo(out.inbox());
    simulation.advance(Duration.ofMillis(1)); // all are members
    source.axon().activate(wishes, sender, out);
    simulation.advance(INTERVAL.multipliedBy(count).plusSeconds(3));
    simulation.hosts().forEach(Host::crash);
    measure(run, all, count);
    run.measure("overhead", "%", 100 * sender.overhead());
    run.measure("sent-again", "%", 100 * sender.repeats());
    long asked = receivers.stream().mapToLong(RepairReceiver::wishes).sum();
    run.measure("asked", "%", 100.0 * asked / count / receivers.size());
  }

  /** With parities, until those of the matrix must be there. */
  private static Duration patience(String repair, int columns, int rows) {
    return repair.equals("ask")
        ? Duration.ofMillis(2)
        : INTERVAL.multipliedBy((long) columns * rows + columns + rows);
  }

  private static void measure(Run run, List<DeliveredPackets> all, int count) {
    double worst = all.stream().mapToLong(DeliveredPackets::lost).max().orElse(0);
    double lost = all.stream().mapToLong(DeliveredPackets::lost).sum();
    run.measure("residual-loss", "%", 100 * lost / count / all.size());
    run.measure("residual-loss-worst", "%", 100 * worst / count);
    double[] delays = sorted(all.stream().flatMap(it -> it.delays().stream()));
    double[] repaired = sorted(all.stream().flatMap(it -> it.repaired().stream()));
    run.measure("delay-p50", "ms", MediaTrack.percentile(delays, 50));
    run.measure("delay-p99", "ms", MediaTrack.percentile(delays, 99));
    run.measure("repaired", "%", 100.0 * repaired.length / count / all.size());
    run.measure("repair-delay-p50", "ms", MediaTrack.percentile(repaired, 50));
    run.measure("repair-delay-p95", "ms", MediaTrack.percentile(repaired, 95));
  }

  private static double[] sorted(Stream<Double> values) {
    return values.mapToDouble(it -> it).sorted().toArray();
  }
}
