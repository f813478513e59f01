package org.kamaelia.testbed.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Signal;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.TcpClient;
import org.kamaelia.testbed.sim.CpuCost;
import org.kamaelia.testbed.sim.Faults;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;
import org.kamaelia.testbed.sim.Verdict;

/** The examples of docs/faults.md. */
@Timeout(180)
class FaultsGuideTest {

  /** Says back what it gets, now and then in two parts. */
  static class Echo extends Component<ByteBuffer, ByteBuffer> {
    @Override
    protected void run() {
      for (ByteBuffer bytes : inbox) {
        if (bytes.remaining() > 1 && sometimes("an answer in two parts")) {
          outbox.send(bytes.slice(0, 1));
          bytes = bytes.slice(1, bytes.limit() - 1);
        }
        outbox.send(bytes);
      }
    }
  }

  /** Begins a server on a simulated host. */
  static void serve(Host host) {
    Server server = Server.start(host.transport(), host.axon());
    server.register("echo", "1", connection -> new Echo());
    server.bind(ListenerSpec.of("echo", "echo", "0.0.0.0:7"));
  }

  /** Hears all that was said, or that the connection was cut. */
  static final class Ear extends Component<ByteBuffer, Object> {
    private final int expected;

    Ear(int expected) {
      this.expected = expected;
    }

    @Override
    protected void run() {
      control(); // where a client says that its connection was cut
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

  static final class EchoTrial implements Trial {
    @Override
    public void run(Scenario scenario, Simulation simulation) {
      Host server = simulation.host("server").program(FaultsGuideTest::serve);
      for (String name : scenario.hosts().subList(1, scenario.hosts().size())) {
        Host client = simulation.host(name);
        simulation.connect(client, server, Duration.ofMillis(10));
        client.axon().activate(conversation(scenario.payload()));
      }
      scenario.play(simulation);
    }
  }

  private static Component<?, ?> conversation(int size) {
    return Pipeline.of(
        Component.<Object, ByteBuffer>of("mouth", (in, out) -> out.send(ByteBuffer.allocate(size))),
        new TcpClient("server", 7),
        new Ear(size));
  }

  @Test
  void aSweep() {
    Outcome outcome =
        Sweep.of(new EchoTrial())
            .hosts("server", "one", "two") // those that cannot be left out come first
            .lasting(Duration.ofSeconds(20))
            .payload(1, 100_000)
            .seeds(1, 50)
            .run();
    assertThat(outcome.neverReached()).isEmpty();
    assertThat(outcome.runs()).isEqualTo(50);
  }

  @Test
  void faultsByHand() {
    Simulation simulation = new Simulation(42);
    Host server = simulation.host("server").program(FaultsGuideTest::serve);
    Host client = simulation.host("client");
    simulation.connect(client, server, Duration.ofMillis(10));
    client.axon().activate(conversation(100_000));

    try (var _ = simulation.faults().isolate(server)) {
      simulation.advance(Duration.ofSeconds(5)); // nobody hears the server, nor it anybody
    }
    Faults.Fault crash = simulation.faults().crash(server);
    simulation.advance(Duration.ofSeconds(1));
    crash.close(); // and it serves again
    simulation.advance(Duration.ofMinutes(1));
    assertThat(client.axon().topology().components()).isEmpty();
    assertThat(simulation.decisions().latest(1000))
        .contains("5.000000000 s  crash of server", "6.000000000 s  over: crash of server");
  }

  @Test
  void rules() {
    Simulation simulation = new Simulation(42);
    Host server = simulation.host("server").program(FaultsGuideTest::serve);
    Host client = simulation.host("client");
    simulation.connect(client, server, Duration.ofMillis(10));
    client.axon().activate(conversation(100_000));
    try (var _ =
        simulation
            .faults()
            .rule(
                packet ->
                    packet.payload().remaining() > 1000
                            && packet.destination().getAddress().equals(server.ipv4())
                        ? Verdict.after(Duration.ofMillis(100))
                        : Verdict.PASS)) {
      simulation.advance(Duration.ofSeconds(20));
    }
    assertThat(client.axon().topology().components()).isEmpty();
  }

  @Test
  void groupsAndPaths() {
    Simulation simulation = new Simulation(42);
    Host server = simulation.host("server");
    Host client = simulation.host("client");
    simulation.connect(client, server, Duration.ofMillis(10));
    simulation.group("servers", List.of(server, simulation.host("replica")));
    try (var _ =
            simulation.faults().partition(simulation.hosts("servers"), simulation.hosts("client"));
        var _ =
            simulation
                .faults()
                .alter(
                    simulation.path(client, server),
                    LinkSpec.ideal().with("delay=80ms loss=bursts(1%,5)"))) {
      simulation.advance(Duration.ofSeconds(5));
    }
    assertThat(simulation.path(client, server).spec())
        .isEqualTo(LinkSpec.ideal().withDelay(Duration.ofMillis(10)));
  }

  @Test
  void aProcessor() {
    Simulation simulation = new Simulation(42);
    simulation
        .host("server")
        .cpu(new CpuCost(Duration.ofNanos(4000), Duration.ofNanos(500))) // a message, a kilobyte
        .program(FaultsGuideTest::serve);
    simulation.advance(Duration.ofSeconds(1));
    assertThat(simulation.now()).isEqualTo(1_000_000_000);
  }

  @Test
  void plans() {
    Simulation simulation = new Simulation(42);
    simulation.connect(simulation.host("client"), simulation.host("server"), Duration.ZERO);
    FaultPlan plan =
        FaultPlan.read(
            """
            # from when, for how long, what
            500ms 2s isolate server
            1s 4s partition client | server
            3s 10ms cut client > server
            3s 1s hold client > server
            5s 1s clog client
            6s 2s crash server
            0s 10s alter client loss=10% delay=80ms
            """);
    try (var _ = plan.apply(simulation)) {
      simulation.advance(Duration.ofSeconds(10));
    }
    FaultPlan drawn =
        FaultPlan.draw(
            7, List.of("client", "server"), Duration.ofSeconds(60), Set.of(Harm.Crash.class));
    FaultPlan swizzle =
        FaultPlan.swizzle(
            7, List.of("a", "b", "c"), Duration.ofSeconds(10), Duration.ofSeconds(30));
    assertThat(FaultPlan.read(drawn.and(swizzle).toString())).isEqualTo(drawn.and(swizzle));
  }

  /** Forgets what it was told when its peer has ended its side: the fault of the guide. */
  static final class Hasty extends Component<ByteBuffer, ByteBuffer> {
    @Override
    protected void run() {
      for (ByteBuffer bytes : inbox) {
        clock().sleep(Duration.ofMillis(20));
        if (inbox.atEnd()) {
          return; // nobody is there any more
        }
        outbox.send(bytes);
      }
    }
  }

  static final class HastyTrial implements Trial {
    @Override
    public void run(Scenario scenario, Simulation simulation) {
      Host server = simulation.host("server");
      Server serving = Server.start(server.transport(), server.axon());
      serving.register("hasty", "1", connection -> new Hasty());
      serving.bind(ListenerSpec.of("hasty", "hasty", "0.0.0.0:7"));
      for (String name : scenario.hosts().subList(1, scenario.hosts().size())) {
        simulation.connect(simulation.host(name), server, Duration.ofMillis(10));
        simulation.host(name).axon().activate(conversation(scenario.payload()));
      }
      scenario.play(simulation);
    }
  }

  @Test
  void whatFailsIsATestToPaste() {
    assertThatThrownBy(
            () ->
                Sweep.of(new HastyTrial())
                    .hosts("server", "one", "two")
                    .without(Harm.Crash.class)
                    .shrinkWithin(Duration.ofMinutes(2))
                    .run())
        .hasMessageContaining(
            """
              @Test
              void seed1() {
                Scenario.of(1)
                    .hosts("server", "one")
                    .lasting(Duration.ofSeconds(1))
                    .payload(1)
                    .run(new org.kamaelia.testbed.plan.FaultsGuideTest.HastyTrial());
              }
            """);
  }
}
