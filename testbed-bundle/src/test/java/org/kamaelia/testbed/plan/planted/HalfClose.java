package org.kamaelia.testbed.plan.planted;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.TcpClient;
import org.kamaelia.testbed.plan.Scenario;
import org.kamaelia.testbed.plan.Trial;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** A client asks, ends its side, and must have all of its answer if the server ends in order. */
public class HalfClose implements Trial {

  /** The protocol that is tried. */
  protected Answers protocol() {
    return new Answers(false, Duration.ofMillis(20));
  }

  /** The same without the fault. */
  public static final class Right extends HalfClose {
    @Override
    protected Answers protocol() {
      return new Answers(true, Duration.ofMillis(20));
    }
  }

  @Override
  public void run(Scenario scenario, Simulation simulation) {
    Network network = new Network(scenario, simulation);
    network.serve(connection -> protocol());
    for (Host client : network.clients) {
      client
          .axon()
          .activate(
              Pipeline.of(
                  Component.<Object, ByteBuffer>of(
                      "question", (in, out) -> out.send(ByteBuffer.allocate(scenario.payload()))),
                  new TcpClient(scenario.hosts().getFirst(), 7),
                  new Ear(scenario.payload())));
    }
    scenario.play(simulation);
  }

  /** Looks whether all has come before the end. */
  private static final class Ear extends Component<ByteBuffer, Object> {
    private final int expected;

    Ear(int expected) {
      this.expected = expected;
    }

    @Override
    protected void run() {
      control(); // a connection that was cut says so there
      int heard = 0;
      for (ByteBuffer bytes : inbox) {
        heard += bytes.remaining();
      }
      boolean cut = control().poll().filter(Signal.Shutdown.class::isInstance).isPresent();
      if (heard != expected && !cut) {
        throw new AssertionError("%d bytes of %d, and then the end".formatted(heard, expected));
      }
    }
  }
}
