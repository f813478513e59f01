package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.link.real.LinkProxy;
import org.kamaelia.link.real.TunPath;

/** The examples of docs/links.md. */
@Timeout(60)
class LinksGuideTest {

  @Test
  void oneLink() {
    var timeline = new VirtualTimeline();
    List<Long> arrivals = new ArrayList<>();
    LinkSpec dsl =
        LinkSpec.ideal()
            .withRate(1_500_000) // bits per second
            .withDelay(Duration.ofMillis(25))
            .withQueue(DropTail.packets(50));
    var link =
        new Link(dsl, new SplittableRandom(1), timeline, packet -> arrivals.add(timeline.now()));
    link.send(TestPacket.of(1, 1500));
    link.send(TestPacket.of(2, 1500));
    timeline.run();
    // 8 ms for 1,500 bytes, and 25 ms on the wire
    assertThat(arrivals).containsExactly(33_000_000L, 41_000_000L);
    assertThat(link.counters().out()).isEqualTo(2);
  }

  @Test
  void settings(@TempDir Path folder) throws Exception {
    LinkSpec wifi =
        LinkSpec.ideal()
            .withDelay(
                Delay.constant(Duration.ofMillis(4))
                    .plus(Delay.lognormal(Duration.ofMillis(3), Duration.ofMillis(5))))
            .withLoss(GilbertElliott.bursts(0.01, 3)) // 1 % of the packets, 3 in a row on average
            .withMtu(1500);

    LinkSpec flaky =
        wifi.withReorder(Reorder.late(0.02, Delay.constant(Duration.ofMillis(10))))
            .withDuplicate(0.001)
            .withCorrupt(0.0001);
    assertThat(new org.kamaelia.link.Path(flaky, 1).send(100, 1000, 1_000_000).arrivals)
        .hasSizeGreaterThan(50);

    boolean[] lost = Loss.pattern("0000100 0000111 0000000 0000011");
    GilbertElliott fitted = GilbertElliott.fit(lost);
    assertThat(fitted.toGood()).isEqualTo(2 / 5.0);
    assertThat(fitted.toBad()).isEqualTo(3 / 22.0);

    Path file = folder.resolve("commuter.txt");
    Files.writeString(file, "# seconds Mbit/s\n0 12\n2.5 0.8\n4 0\n5 12\n60\n");
    LinkSpec train = LinkSpec.ideal().withRate(TraceFile.steps(file));
    DeliveryTrace mahimahi = DeliveryTrace.of(train.rate(), Duration.ofSeconds(60));
    Files.write(
        folder.resolve("commuter.mahimahi"),
        Arrays.stream(mahimahi.millis()).mapToObj(Long::toString).toList());
    assertThat(TraceFile.deliveries(folder.resolve("commuter.mahimahi"))).isEqualTo(mahimahi);

    LinkSpec down = LinkPreset.named("lte").down().withQueue(FqCoDel.standard());
    assertThat(LinkPreset.LTE.source()).contains("WebPageTest");
    assertThat(down.rate()).isEqualTo(Rate.constant(12_000_000));
  }

  @Test
  void networks(@TempDir Path folder) throws Exception {
    LinkSpec core = LinkSpec.ideal().with("rate=10Mbit/s delay=15ms+uniform(0ms,2ms) queue=25p");
    LinkSpec access = LinkSpec.ideal().with("rate=1Gbit/s delay=1ms");
    Network dumbbell =
        Network.dumbbell(List.of("sender1", "sender2"), List.of("receiver"), access, core);
    assertThat(dumbbell.places()).contains("left", "right");

    Path file = folder.resolve("home.network");
    Files.writeString(
        file,
        """
        home - isp dsl queue=codel              # a preset, and what is different
        isp - server rate=100Mbit/s delay=20ms
        isp > server loss=bursts(1%,3)          # this direction only
        """);
    Network home = Network.read(file);
    assertThat(home.edges()).hasSize(2);
  }

  /** Drops whatever has waited for too long, when it is its turn. */
  record Deadline(Duration most) implements Discipline {
    @Override
    public PacketQueue begin(QueueContext context) {
      var fifo = new PacketFifo();
      return new PacketQueue() {
        @Override
        public void put(Packet packet, long now) {
          fifo.add(packet, now);
        }

        @Override
        public @Nullable Packet take(long now) {
          while (!fifo.isEmpty()) {
            boolean late = now - fifo.time() > most.toNanos();
            Packet packet = fifo.remove();
            if (!late) {
              return packet;
            }
            context.dropped(packet, Drop.QUEUE_MANAGED);
          }
          return null;
        }

        @Override
        public int packets() {
          return fifo.packets();
        }

        @Override
        public long bytes() {
          return fifo.bytes();
        }
      };
    }
  }

  @Test
  void modelsOfOnesOwn() {
    LinkSpec spec =
        LinkSpec.ideal()
            .withRate(8_000_000)
            .withQueue(new Deadline(Duration.ofMillis(10)))
            // a tunnel: all is lost from 2 s to 5 s
            .withLoss(random -> (packet, now) -> now > 2e9 && now < 5e9)
            // it is further every second
            .withDelay((now, random) -> 20_000_000 + now / 1000);
    var path = new org.kamaelia.link.Path(spec, 1).send(100, 1000, 0);
    assertThat(path.arrivals).hasSize(11);
    assertThat(path.link.counters().managed()).isEqualTo(89);
  }

  @Test
  void behindAProxy() throws Exception {
    try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var target = (InetSocketAddress) server.getLocalSocketAddress();
      LinkPreset path = LinkPreset.named("urban-5g");
      try (var proxy =
          LinkProxy.udp(any, target, path.up().withLoss(Loss.packets(1)), path.down(), 42)) {
        byte[] hello = {'h', 'e', 'l', 'l', 'o'};
        client.send(new DatagramPacket(hello, hello.length, proxy.address()));
        client.send(new DatagramPacket(hello, hello.length, proxy.address()));
        server.receive(new DatagramPacket(new byte[100], 100));
        assertThat(proxy.up().lost()).isEqualTo(1);
      }
    }
  }

  /** Not run: TunPathTest does, where there are namespaces. */
  static void betweenNamespaces() throws Exception {
    LinkPreset dsl = LinkPreset.named("dsl");
    try (var path = TunPath.open("user0", "net0", dsl.up(), dsl.down(), 42)) {
      System.out.println("until Enter");
      System.in.read();
      System.out.println(path.forward());
      System.out.println(path.back());
    }
  }
}
