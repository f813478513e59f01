package org.kamaelia.testbed.plan.planted;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.net.TcpClient;
import org.kamaelia.testbed.plan.Scenario;
import org.kamaelia.testbed.plan.Trial;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;
import org.kamaelia.testbed.sim.TcpSettings;

/** However slow the listeners of a broadcast are, no inbox of the server grows without end. */
public class SlowListener implements Trial {
  private static final int MOST = 200;
  private static final Duration EVERY = Duration.ofMillis(500);

  /** The protocol that is tried. */
  protected Broadcast protocol(int size) {
    return new Broadcast(false, size);
  }

  /** The same without the fault. */
  public static final class Right extends SlowListener {
    @Override
    protected Broadcast protocol(int size) {
      return new Broadcast(true, size);
    }
  }

  @Override
  public void run(Scenario scenario, Simulation simulation) {
    Network network = new Network(scenario, simulation);
    network.server.tcp(TcpSettings.LINUX.withBuffers(16 << 10, 16 << 10));
    network.serve(connection -> protocol(scenario.payload()));
    for (Host client : network.clients) {
      client
          .axon()
          .activate(
              Pipeline.of(
                  new TcpClient(scenario.hosts().getFirst(), 7),
                  Component.<ByteBuffer, Object>of("ear", (in, out) -> in.forEach(bytes -> {}))));
    }
    look(simulation, network.server);
    scenario.play(simulation);
  }

  private void look(Simulation simulation, Host server) {
    int depth =
        server.axon().topology().components().stream()
            .flatMap(component -> component.inboxes().stream())
            .mapToInt(inbox -> inbox.depth())
            .max()
            .orElse(0);
    if (depth > MOST) {
      throw new AssertionError(depth + " messages wait in an inbox");
    }
    simulation.after(EVERY, () -> look(simulation, server));
  }
}
