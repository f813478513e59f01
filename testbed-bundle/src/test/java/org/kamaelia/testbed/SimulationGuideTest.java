package org.kamaelia.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.LinkPreset;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.TcpClient;
import org.kamaelia.testbed.sim.Bbr;
import org.kamaelia.testbed.sim.BulkTransfer;
import org.kamaelia.testbed.sim.Capture;
import org.kamaelia.testbed.sim.CongestionControl;
import org.kamaelia.testbed.sim.Cubic;
import org.kamaelia.testbed.sim.Faults;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Reno;
import org.kamaelia.testbed.sim.Simulation;
import org.kamaelia.testbed.sim.TcpSettings;
import org.kamaelia.testbed.sim.Trace;

/** The examples of docs/simulation.md. */
class SimulationGuideTest {
  private final List<String> heard = new ArrayList<>();

  private static Component<ByteBuffer, ByteBuffer> echo() {
    return Component.of("echo", (in, out) -> in.forEach(bytes -> out.send(bytes)));
  }

  private static Component<Object, ByteBuffer> say(String text) {
    return Component.of(
        "say", (in, out) -> out.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }

  private Component<ByteBuffer, Object> hear() {
    return Component.of(
        "hear",
        (in, out) -> in.forEach(bytes -> heard.add(StandardCharsets.UTF_8.decode(bytes) + "")));
  }

  @Test
  void aFirstSimulation() throws IOException {
    Simulation simulation = new Simulation(1);
    Host client = simulation.host("client");
    Host server = simulation.host("server");
    simulation.connect(client, server, Duration.ofMillis(10));

    Server serving = Server.start(server.transport(), server.axon());
    serving.register("echo", "1.0", connection -> echo());
    serving.bind(ListenerSpec.of("echo", "echo", "0.0.0.0:7"));

    TcpClient toServer =
        new TcpClient(List.of(simulation.address("server", 7)), ClientSettings.STANDARD);
    client.axon().activate(Pipeline.of(say("hello"), toServer, hear()));
    simulation.advance(Duration.ofMillis(39));
    assertThat(heard).isEmpty(); // a handshake and a round trip
    simulation.advance(Duration.ofMillis(1));
    assertThat(heard).containsExactly("hello");
  }

  /** Mbit/s over a satellite that loses some. */
  private static double overSatellite(long seed, Supplier<CongestionControl> control)
      throws IOException {
    LinkPreset geo = LinkPreset.named("geo");
    Simulation simulation = new Simulation(seed);
    Host ship = simulation.host("ship").tcp(TcpSettings.LINUX.withCongestionControl(control));
    Host shore = simulation.host("shore");
    LinkSpec down = LinkSpec.ideal().withRate(10_000_000).withDelay(Duration.ofMillis(279));
    simulation.connect(ship, shore, down.withLoss(0.005), geo.up());

    BulkTransfer transfer = BulkTransfer.start(ship, shore);
    simulation.advance(Duration.ofSeconds(30));
    return transfer.received() * 8 / 30e6;
  }

  @Test
  void aLossySatelliteLink() throws IOException {
    for (long seed = 1; seed <= 2; seed++) {
      System.out.printf(
          "seed %d: reno %.2f, cubic %.2f, bbr %.2f Mbit/s%n",
          seed,
          overSatellite(seed, Reno::new),
          overSatellite(seed, Cubic::new),
          overSatellite(seed, Bbr::new));
    }
    assertThat(overSatellite(1, Bbr::new)).isGreaterThan(5 * overSatellite(1, Reno::new));
  }

  /** Mbit/s of each of some senders that share 10 Mbit/s. */
  private static Map<String, Double> sharing(
      SortedMap<String, Supplier<CongestionControl>> controls) throws IOException {
    LinkSpec access = LinkSpec.ideal().withRate(1_000_000_000).withDelay(Duration.ofMillis(1));
    LinkSpec bottleneck =
        LinkSpec.ideal()
            .withRate(10_000_000)
            .withDelay(Duration.ofMillis(20))
            .withQueue(DropTail.packets(60));
    Simulation simulation = new Simulation(7);
    Host near = simulation.host("near");
    Host far = simulation.host("far");
    simulation.connect(near, far, bottleneck);

    Map<String, BulkTransfer> transfers = new LinkedHashMap<>();
    for (var each : controls.entrySet()) {
      Host sender = simulation.host("sender of " + each.getKey());
      Host receiver = simulation.host("receiver of " + each.getKey());
      sender.tcp(TcpSettings.LINUX.withCongestionControl(each.getValue()));
      simulation.connect(sender, near, access);
      simulation.connect(far, receiver, access);
      transfers.put(each.getKey(), BulkTransfer.start(sender, receiver));
      simulation.advance(Duration.ofMillis(100)); // not all at the same time
    }
    simulation.advance(Duration.ofSeconds(60));
    Map<String, Double> rates = new LinkedHashMap<>();
    transfers.forEach((name, transfer) -> rates.put(name, transfer.received() * 8 / 60e6));
    return rates;
  }

  /** In an order that is the same in all runs. */
  private static SortedMap<String, Supplier<CongestionControl>> sorted(
      String one, Supplier<CongestionControl> its, String other, Supplier<CongestionControl> that) {
    return new TreeMap<>(Map.of(one, its, other, that));
  }

  @Test
  void tcpAgainstTcp() throws IOException {
    Map<String, Double> equal = sharing(sorted("one", Reno::new, "other", Reno::new));
    Map<String, Double> mixed = sharing(sorted("reno", Reno::new, "polite", Polite::new));
    System.out.println(equal + " " + mixed);
    assertThat(equal.get("one") / equal.get("other")).isBetween(0.5, 2.0);
    assertThat(equal.get("one") + equal.get("other")).isBetween(9.0, 9.7);
    assertThat(mixed.get("reno")).isGreaterThan(2 * mixed.get("polite"));
  }

  @Test
  void aCongestionControlOfOnesOwn() throws IOException {
    Simulation simulation = new Simulation(3);
    Host from = simulation.host("from");
    Host to = simulation.host("to");
    simulation.connect(from, to, LinkSpec.ideal().with("rate=10Mbit/s delay=20ms queue=100p"));
    from.tcp(TcpSettings.LINUX.withCongestionControl(Polite::new));

    BulkTransfer transfer = BulkTransfer.start(from, to);
    simulation.advance(Duration.ofSeconds(20));
    assertThat(transfer.received() * 8 / 20e6).isGreaterThan(9.3);
    assertThat(transfer.info().rtt()).isLessThan(Duration.ofMillis(50)); // 40 and its segments
    assertThat(transfer.info().totalRetransmits()).isZero();
  }

  @Test
  void aCapture(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("ship.pcapng");
    Simulation simulation = new Simulation(42);
    Host ship = simulation.host("ship");
    Host shore = simulation.host("shore");
    simulation.connect(ship, shore, LinkSpec.ideal().with("rate=10Mbit/s delay=20ms loss=1%"));

    try (var _ = Capture.of(ship, file)) {
      BulkTransfer.start(ship, shore);
      simulation.advance(Duration.ofSeconds(10));
    }
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void somethingGoesWrong() throws IOException {
    Simulation simulation = new Simulation(1);
    Host from = simulation.host("from");
    Host to = simulation.host("to");
    simulation.connect(from, to, LinkSpec.ideal().with("rate=10Mbit/s delay=20ms queue=60p"));
    BulkTransfer transfer = BulkTransfer.start(from, to);
    simulation.advance(Duration.ofSeconds(1));

    try (Faults.Fault tunnel = simulation.faults().partition(List.of(from), List.of(to))) {
      long before = transfer.received();
      simulation.advance(Duration.ofSeconds(5));
      assertThat(transfer.received() - before).isLessThan(100_000); // what was on its way
      assertThat(transfer.info().retransmits()).isPositive(); // time-outs in a row
      assertThat(tunnel).isNotNull();
    }
    long before = transfer.received();
    simulation.advance(Duration.ofSeconds(10));
    assertThat((transfer.received() - before) * 8 / 10e6).isGreaterThan(4);
  }

  private static Trace run(long seed) throws IOException {
    Simulation simulation = new Simulation(seed);
    Host from = simulation.host("from");
    Host to = simulation.host("to");
    simulation.connect(from, to, LinkSpec.ideal().with("rate=10Mbit/s delay=20ms loss=1%"));
    BulkTransfer.start(from, to);
    simulation.advance(Duration.ofSeconds(5));
    return simulation.trace();
  }

  @Test
  void theSameAgain() throws IOException {
    assertThat(run(42).hash()).isEqualTo(run(42).hash());
    assertThat(Trace.firstDivergence(run(42), run(42))).isEmpty();
    assertThat(Trace.firstDivergence(run(42), run(43))).isPresent();
  }

  /** What the guide shows is what runs here. */
  @Test
  void everySnippetIsOneThatRuns() throws IOException {
    Path here = Path.of("src/test/java/org/kamaelia/testbed");
    String sources =
        Files.readString(here.resolve("SimulationGuideTest.java"))
            + Files.readString(here.resolve("Polite.java"));
    List<String> snippets =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/simulation.md")))
            .results()
            .map((MatchResult it) -> it.group(1))
            .toList();
    assertThat(snippets).hasSizeGreaterThan(6);
    for (String snippet : snippets) {
      assertThat(unindented(sources)).contains(unindented(snippet));
    }
  }

  private static String unindented(String code) {
    return code.replaceAll("(?m)^ +|\\s+$", "");
  }
}
