package org.kamaelia.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.TcpClient;

/** What runs on real hosts runs on simulated ones. */
class SimulationTest {
  private final Simulation simulation = new Simulation(1);
  private final Host client = simulation.host("client");
  private final Host server = simulation.host("server");
  private final StringBuilder heard = new StringBuilder();

  /** A server that says back what it is told. */
  static Server echo(Host host) {
    Server server = Server.start(host.transport(), host.axon());
    server.register(
        "echo",
        "1.0",
        connection ->
            Component.<ByteBuffer, ByteBuffer>of(
                "echo", (in, out) -> in.forEach(bytes -> out.send(bytes))));
    server.bind(ListenerSpec.of("echo", "echo", "0.0.0.0:7"));
    return server;
  }

  /** A client that says some words and notes what it hears. */
  private void say(Host from, String... words) throws UnknownHostException {
    from.axon()
        .activate(
            Pipeline.of(
                Component.<Object, ByteBuffer>of(
                    "words",
                    (in, out) -> {
                      for (String word : words) {
                        out.send(ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8)));
                      }
                    }),
                new TcpClient(List.of(simulation.address("server", 7)), ClientSettings.STANDARD),
                Component.<ByteBuffer, Object>of(
                    "ear",
                    (in, out) ->
                        in.forEach(bytes -> heard.append(StandardCharsets.UTF_8.decode(bytes))))));
  }

  @Test
  void aServerAndAClientRunAsTheyAre() throws UnknownHostException {
    simulation.connect(client, server, Duration.ofMillis(10));
    echo(server);
    say(client, "hello", ", world");
    simulation.advance(Duration.ofMillis(39));
    assertThat(heard).as("a handshake and a round trip").isEmpty();
    simulation.advance(Duration.ofMillis(1));
    assertThat(heard).hasToString("hello, world");
    simulation.advance(Duration.ofSeconds(1));
    assertThat(client.axon().topology().components()).isEmpty();
  }

  @Test
  void packetsGoTheShortestWayOverOtherHosts() throws UnknownHostException {
    Host near = simulation.host("near router");
    Host far = simulation.host("far router");
    Host detour = simulation.host("detour");
    simulation.connect(near, detour, Duration.ofMillis(1));
    simulation.connect(client, near, Duration.ofMillis(1));
    simulation.connect(near, far, Duration.ofMillis(10));
    simulation.connect(far, server, Duration.ofMillis(1));
    Host longer = simulation.host("detour of the detour");
    simulation.connect(detour, longer, Duration.ofMillis(1));
    simulation.connect(longer, far, Duration.ofMillis(1));
    echo(server);
    say(client, "hello");
    simulation.advance(Duration.ofMillis(47));
    assertThat(heard).isEmpty();
    simulation.advance(Duration.ofMillis(1));
    assertThat(heard).hasToString("hello");
  }

  @Test
  void anIdleHourIsJumpedOver() throws UnknownHostException {
    simulation.connect(client, server, Duration.ofMillis(10));
    Server echo = echo(server);
    say(client, "hello");
    simulation.advance(Duration.ofMinutes(1));
    long before = simulation.trace().events();
    simulation.advance(Duration.ofHours(1));
    assertThat(simulation.now()).isEqualTo(Duration.ofMinutes(61).toNanos());
    assertThat(simulation.trace().events()).isEqualTo(before);
    assertThat(echo.connections()).isEmpty();
  }

  @Test
  void theSameSeedGivesTheSameRunAndAnotherOneAnother() throws UnknownHostException {
    Trace one = run(7);
    assertThat(Trace.firstDivergence(one, run(7))).isEmpty();
    assertThat(run(7).hash()).isEqualTo(one.hash());
    Trace other = run(8);
    assertThat(other.hash()).isNotEqualTo(one.hash());
    assertThat(Trace.firstDivergence(one, other)).isPresent();
  }

  /** A hub with some clients that talk to a server at times of their own. */
  private static Trace run(long seed) throws UnknownHostException {
    Simulation simulation = new Simulation(seed);
    Host hub = simulation.host("hub");
    Host server = simulation.host("server");
    simulation.connect(hub, server, Duration.ofMillis(1));
    echo(server);
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Host client = simulation.host("client " + i);
      simulation.connect(client, hub, Duration.ofMillis(1 + i % 3));
      client
          .axon()
          .activate(
              Pipeline.of(
                  new Words(),
                  new TcpClient(List.of(simulation.address("server", 7)), ClientSettings.STANDARD),
                  Component.<ByteBuffer, Object>of(
                      "ear",
                      (in, out) -> {
                        int count = 0;
                        for (ByteBuffer bytes : in) {
                          count += bytes.remaining();
                        }
                        heard.add(client.name() + " " + count);
                      })));
    }
    simulation.advance(Duration.ofSeconds(30));
    assertThat(heard).hasSize(20);
    return simulation.trace();
  }

  /** Says something now and then. */
  private static final class Words extends Component<Object, ByteBuffer> {
    @Override
    protected void run() {
      RandomGenerator random = random();
      for (int i = 0; i < 20; i++) {
        clock().sleep(Duration.ofMillis(random.nextInt(1000)));
        outbox.send(ByteBuffer.allocate(random.nextInt(1, 10_000)));
      }
    }
  }
}
