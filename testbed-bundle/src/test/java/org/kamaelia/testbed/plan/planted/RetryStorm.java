package org.kamaelia.testbed.plan.planted;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.UdpPeer;
import org.kamaelia.net.UdpSocket;
import org.kamaelia.testbed.plan.Scenario;
import org.kamaelia.testbed.plan.Trial;
import org.kamaelia.testbed.sim.CpuCost;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** A server that is asked for a third of what it can do recovers when the network does. */
public class RetryStorm implements Trial {
  /** To read a question, and to write an answer. */
  private static final CpuCost WORK = new CpuCost(Duration.ofMillis(20), Duration.ZERO);

  private static final Duration RECOVERY = Duration.ofSeconds(10);

  /** The client that is tried. */
  protected Asker asker(Duration first) {
    return new Asker(false, first);
  }

  /** The same without the fault. */
  public static final class Right extends RetryStorm {
    @Override
    protected Asker asker(Duration first) {
      return new Asker(true, first);
    }
  }

  @Override
  public void run(Scenario scenario, Simulation simulation) {
    Network network = new Network(scenario, simulation);
    network.server.cpu(WORK).program(RetryStorm::answer);
    List<Asker> askers = new ArrayList<>();
    for (Host client : network.clients) {
      Asker asker = asker(Duration.ofMillis(1000L * askers.size() / network.clients.size()));
      askers.add(asker);
      UdpPeer peer = new UdpPeer(scenario.hosts().getFirst(), 7);
      asker.outbox().linkTo(peer.inbox());
      peer.outbox().linkTo(asker.inbox());
      client.axon().activate(asker, peer);
    }
    scenario.play(simulation);
    simulation.advance(RECOVERY);
    for (Asker asker : askers) {
      if (simulation.now() - asker.answered > RECOVERY.toNanos() / 2) {
        throw new AssertionError(asker + " has had no answer for a long time");
      }
    }
  }

  private static void answer(Host host) {
    UdpSocket socket = new UdpSocket(new InetSocketAddress("0.0.0.0", 7));
    Component<Datagram, Datagram> answers =
        Component.of("answers", (in, out) -> in.forEach(out::send));
    socket.outbox().linkTo(answers.inbox());
    answers.outbox().linkTo(socket.inbox());
    host.axon().activate(socket, answers);
  }
}
