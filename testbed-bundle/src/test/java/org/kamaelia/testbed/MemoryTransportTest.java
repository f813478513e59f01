package org.kamaelia.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.transport.MemoryTransport;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Transport;

/** Connections within the process are as those outside, but for what is the system's. */
class MemoryTransportTest extends TransportContract {
  private final Transport network = new MemoryTransport();

  @Override
  public Transport transport() {
    return network;
  }

  @Override
  public Set<Feature> lacks() {
    return Set.of(
        Feature.ANY_ADDRESS, Feature.SOCKET_FILES, Feature.DESCRIPTORS, Feature.MULTICAST);
  }

  @Test
  void inASteppedSystemTheSameSeedGivesTheSameRun() throws IOException {
    assertThat(run(7)).isEqualTo(run(7));
  }

  /** Who comes to an end when, of some that talk. */
  private static List<String> run(long seed) throws IOException {
    SteppedAxon axon = new SteppedAxon(seed);
    SplittableRandom random = new SplittableRandom(seed);
    Transport network = new MemoryTransport();
    Port port = network.listen(UnixDomainSocketAddress.of("port"), 1, Options.NONE);
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      var loop = axon.loops().getFirst();
      var up = new Talker.Speech(i, random.nextInt(300_000));
      var down = new Talker.Speech(-i, random.nextInt(300_000));
      var near = network.connect(port.address(), Options.NONE);
      var far = Objects.requireNonNull(port.accept());
      begin(axon, ends, "near " + i, new Talker(loop, near, up, down, random.split()));
      begin(axon, ends, "far " + i, new Talker(loop, far, down, up, random.split()));
    }
    axon.runToEnd();
    assertThat(ends).hasSize(20).allMatch(end -> end.endsWith("null"));
    return ends;
  }

  private static void begin(SteppedAxon axon, List<String> ends, String name, Talker talker) {
    talker
        .over()
        .whenComplete(
            (nothing, failure) ->
                ends.add("%s at %d: %s".formatted(name, axon.clock().nanoTime(), failure)));
    talker.begin();
  }
}
