package org.kamaelia.lab.experiments;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.kamaelia.lab.Experiment;
import org.kamaelia.lab.LinkProfile;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.net.UdpSocket;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** A file by TFTP, with windows of RFC 7440, over a path that loses packets. */
public final class TftpWindows implements Experiment {
  private static final int PORT = 69;
  private static final Duration MOST = Duration.ofHours(1);

  /** Makes it. */
  public TftpWindows() {}

  @Override
  public String name() {
    return "tftp-windows";
  }

  @Override
  public String summary() {
    return "a file by TFTP: windows (RFC 7440) against loss";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.link("link", "rate=10Mbit/s delay=10ms queue=100p", "the path each way"),
        Parameter.number("loss", "%", 0, 0, 50, "of packets, each way, besides the path's own"),
        Parameter.whole("window", "blocks", 1, 1, 65_535, "blocks between acknowledgements"),
        Parameter.whole("file", "kB", 1000, 1, 60_000, "its size"),
        Parameter.time("timeout", Duration.ofSeconds(1), "until something is sent again"));
  }

  @Override
  public void run(Run run) throws Exception {
    Simulation simulation = new Simulation(run.seed());
    Host near = simulation.host("client");
    Host far = simulation.host("server");
    LinkProfile link = run.link("link");
    simulation.connect(near, far, lossy(link.up(), run), lossy(link.down(), run));
    int file = run.whole("file") * 1000;
    Duration timeout = run.time("timeout");
    TftpServer server = new TftpServer(file, timeout);
    UdpSocket here = new UdpSocket(new InetSocketAddress("0.0.0.0", PORT));
    here.outbox().linkTo(server.inbox());
    server.outbox().linkTo(here.inbox());
    far.axon().activate(here, server);
    TftpClient client =
        new TftpClient(new InetSocketAddress(far.ipv4(), PORT), run.whole("window"), timeout);
    UdpSocket there = new UdpSocket(new InetSocketAddress("0.0.0.0", 0));
    there.outbox().linkTo(client.inbox());
    client.outbox().linkTo(there.inbox());
    near.axon().activate(there, client);
    boolean done = simulation.runUntil(() -> client.doneAt() >= 0, MOST);
    simulation.hosts().forEach(Host::crash);
    if (done && client.bytes() != file) {
      throw new IllegalStateException("%d bytes came of %d".formatted(client.bytes(), file));
    }
    double seconds = done ? client.doneAt() / 1e9 : Double.NaN;
    run.measure("time", "s", seconds);
    run.measure("throughput", "Mbit/s", file * 8 / seconds / 1e6);
    run.measure("resent", "%", 100.0 * server.resent() / server.sent());
    run.measure("timeouts", "", (double) server.timeouts());
  }

  private static LinkSpec lossy(LinkSpec spec, Run run) {
    double loss = run.number("loss") / 100;
    return loss == 0 ? spec : spec.withLoss(loss);
  }
}
