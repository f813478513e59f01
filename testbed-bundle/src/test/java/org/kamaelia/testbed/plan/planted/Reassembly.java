package org.kamaelia.testbed.plan.planted;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.net.TcpClient;
import org.kamaelia.testbed.plan.Scenario;
import org.kamaelia.testbed.plan.Trial;
import org.kamaelia.testbed.sim.Simulation;

/** A client sends frames, of as many bytes as the payload says, and gets them back in order. */
public class Reassembly implements Trial {
  private static final int FRAMES = 1000;

  /** The protocol that is tried. */
  protected Frames protocol() {
    return new Frames(false);
  }

  /** The same without the fault. */
  public static final class Right extends Reassembly {
    @Override
    protected Frames protocol() {
      return new Frames(true);
    }
  }

  @Override
  public void run(Scenario scenario, Simulation simulation) {
    Network network = new Network(scenario, simulation);
    network.serve(connection -> protocol());
    byte[] said = said(scenario.payload());
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    network
        .clients
        .getFirst()
        .axon()
        .activate(
            Pipeline.of(
                Component.<Object, ByteBuffer>of(
                    "frames", (in, out) -> out.send(ByteBuffer.wrap(said))),
                new TcpClient(scenario.hosts().getFirst(), 7),
                Component.<ByteBuffer, Object>of(
                    "ear",
                    (in, out) ->
                        in.forEach(bytes -> heard.write(bytes.array(), 0, bytes.limit())))));
    scenario.play(simulation);
    if (!Arrays.equals(heard.toByteArray(), Arrays.copyOf(said, heard.size()))) {
      throw new AssertionError("what comes back is not what was said");
    }
  }

  private static byte[] said(int payload) {
    ByteBuffer said = ByteBuffer.allocate(FRAMES * (2 + payload));
    while (said.hasRemaining()) {
      said.putShort((short) payload);
      for (int i = 0; i < payload; i++) {
        said.put((byte) (said.position() % 251));
      }
    }
    return said.array();
  }
}
