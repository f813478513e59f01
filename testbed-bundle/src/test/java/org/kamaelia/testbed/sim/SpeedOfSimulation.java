package org.kamaelia.testbed.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.TcpClient;

/** Prints how fast the simulation is; see benchmarks/README.md. */
final class SpeedOfSimulation {
  private static final int ROUNDS = 12;

  private SpeedOfSimulation() {}

  public static void main(String... args) throws IOException {
    LinkSpec slow =
        LinkSpec.ideal()
            .withRate(10_000_000)
            .withDelay(Duration.ofMillis(10))
            .withQueue(DropTail.packets(50));
    LinkSpec fast = LinkSpec.ideal().withRate(10_000_000_000L).withDelay(Duration.ofMillis(1));
    System.out.println("best of " + ROUNDS + " rounds each, a bulk transfer between two hosts");
    for (int i = 0; i < 2; i++) {
      report("17 s at 10 Mbit/s, 10 ms, 50 packets, reno", slow, Duration.ofSeconds(17));
      report("1 s at 10 Gbit/s, 1 ms, reno", fast, Duration.ofSeconds(1));
    }
    idle();
    many();
  }

  private static void report(String what, LinkSpec spec, Duration time) throws IOException {
    double best = Double.MAX_VALUE;
    Bulk bulk = null;
    for (int i = 0; i < ROUNDS; i++) {
      bulk = new Bulk(i, spec);
      long begin = System.nanoTime();
      bulk.simulation.advance(time);
      best = Math.min(best, (System.nanoTime() - begin) / 1e9);
    }
    if (bulk != null) {
      System.out.printf(
          "%s: %.3f s, %d segments, %.2f million segments/s, goodput %.2f Mbit/s%n",
          what,
          best,
          bulk.segments(),
          bulk.segments() / best / 1e6,
          bulk.transfer.received() * 8 / 1e6 / time.toSeconds());
    }
  }

  private static void idle() throws IOException {
    Bulk bulk = new Bulk(1, LinkSpec.ideal().withDelay(Duration.ofMillis(10)));
    bulk.transfer.stop();
    bulk.simulation.advance(Duration.ofSeconds(10));
    long begin = System.nanoTime();
    bulk.simulation.advance(Duration.ofHours(1));
    System.out.printf(
        "an idle hour with an open connection: %.3f ms%n", (System.nanoTime() - begin) / 1e6);
  }

  /** Each host connects to the hub, says something each second, and hears it again. */
  private static void many() throws IOException {
    int hosts = 10_000;
    int seconds = 10;
    long begin = System.nanoTime();
    Simulation simulation = new Simulation(1);
    Host hub = simulation.host("hub");
    Server server = Server.start(hub.transport(), hub.axon());
    server.register(
        "echo",
        "1.0",
        connection -> Component.of("echo", (in, out) -> in.forEach(bytes -> out.send(bytes))));
    // they all come at one moment
    server.bind(ListenerSpec.of("echo", "echo", "0.0.0.0:7").with(ListenerSettings.BACKLOG, hosts));
    AtomicInteger heard = new AtomicInteger();
    for (int i = 0; i < hosts; i++) {
      Host host = simulation.host("host " + i);
      simulation.connect(hub, host, LinkSpec.ideal().withDelay(Duration.ofMillis(1)));
      var talk =
          Pipeline.of(
                  new Talker(seconds),
                  new TcpClient(List.of(simulation.address("hub", 7)), ClientSettings.STANDARD))
              .to(
                  Component.<ByteBuffer, Object>of(
                      "hear", (in, out) -> in.forEach(bytes -> heard.incrementAndGet())));
      host.axon().activate(talk);
    }
    System.out.printf("10,000 hosts are made in %.0f ms%n", (System.nanoTime() - begin) / 1e6);
    begin = System.nanoTime();
    simulation.advance(Duration.ofSeconds(2L * seconds));
    System.out.printf(
        "each connects to the hub and has %d messages echoed: %.2f s, %,d answers%n",
        seconds, (System.nanoTime() - begin) / 1e9, heard.get());
  }

  /** Says something each second. */
  private static final class Talker extends Component<Object, ByteBuffer> {
    private final int times;

    Talker(int times) {
      this.times = times;
    }

    @Override
    protected void run() {
      for (int i = 0; i < times; i++) {
        outbox.send(ByteBuffer.wrap(new byte[64]));
        clock().sleep(Duration.ofSeconds(1));
      }
    }
  }

  /** A bulk transfer between two hosts. */
  private static final class Bulk {
    final Simulation simulation;
    final BulkTransfer transfer;
    private final Path path;
    private final Path back;

    Bulk(long seed, LinkSpec spec) throws IOException {
      simulation = new Simulation(seed);
      Host from = simulation.host("from");
      Host to = simulation.host("to");
      from.tcp(TcpSettings.LINUX.withCongestionControl(Reno::new).withBuffers(4 << 20, 4 << 20));
      to.tcp(from.tcp());
      simulation.connect(from, to, spec);
      path = simulation.path(from, to);
      back = simulation.path(to, from);
      transfer = BulkTransfer.start(from, to);
    }

    long segments() {
      return path.counters().in() + back.counters().in();
    }
  }
}
