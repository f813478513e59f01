package org.kamaelia.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.UdpPeer;
import org.kamaelia.net.UdpSocket;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** How long a burst of datagrams takes over a link. */
public final class Burst implements Experiment {
  @Override
  public String name() {
    return "burst";
  }

  @Override
  public String summary() {
    return "how long a burst of datagrams takes over a link";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.link("link", "dsl", "between the two hosts"),
        Parameter.whole("packets", "packets", 20, 1, 10_000, "how many at once"));
  }

  @Override
  public void run(Run run) throws IOException {
    var simulation = new Simulation(run.seed());
    Host from = simulation.host("from");
    Host to = simulation.host("to");
    simulation.connect(from, to, run.link("link").up(), run.link("link").down());
    List<Long> arrivals = new ArrayList<>();
    to.axon()
        .activate(
            Pipeline.of(
                new UdpSocket(new InetSocketAddress(to.ipv4(), 7)),
                Component.<Datagram, Datagram>of(
                    "ear", (in, out) -> in.forEach(each -> arrivals.add(simulation.now())))));
    from.axon()
        .activate(
            Pipeline.of(
                Component.<Object, ByteBuffer>of(
                    "burst",
                    (in, out) -> {
                      for (int i = 0; i < run.whole("packets"); i++) {
                        out.send(ByteBuffer.allocate(1000));
                      }
                    }),
                new UdpPeer(simulation.address("to", 7))));
    simulation.advance(Duration.ofSeconds(10));
    run.measure("arrived", "packets", arrivals.size());
    run.measure("duration", "ms", arrivals.isEmpty() ? Double.NaN : arrivals.getLast() / 1e6);
  }
}
