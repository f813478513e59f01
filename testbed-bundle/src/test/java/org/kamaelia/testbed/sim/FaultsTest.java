package org.kamaelia.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;

/** What goes wrong in a simulated network, and what is seen of it. */
class FaultsTest {
  private static final Duration DELAY = Duration.ofMillis(10);
  private final Simulation simulation = new Simulation(1);
  private final Host hub = simulation.host("hub");
  private final Host one = leaf("one");
  private final Host two = leaf("two");
  private final Host three = leaf("three");

  private Host leaf(String name) {
    Host host = simulation.host(name);
    simulation.connect(hub, host, DELAY);
    return host;
  }

  /** Datagrams of one byte that come to a host. */
  private static final class Ear {
    final Datagrams socket;
    final List<Integer> heard = new ArrayList<>();

    Ear(Host host, int port) throws IOException {
      socket =
          host.transport()
              .datagrams(
                  new InetSocketAddress("0.0.0.0", port),
                  Options.NONE.with(StandardSocketOptions.SO_REUSEADDR, true));
      socket.attach(
          host.axon().loops().getFirst(),
          (readable, writable) -> {
            try {
              heard.add((int) Objects.requireNonNull(socket.receive()).payload().get(0));
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
    }

    void say(InetAddress to, int port, int word) throws IOException {
      socket.send(
          new Datagram(new InetSocketAddress(to, port), ByteBuffer.wrap(new byte[] {(byte) word})));
    }
  }

  private void pass() {
    simulation.advance(Duration.ofMillis(100));
  }

  @Test
  void aPartitionLosesWhatGoesAcrossUntilItIsClosed() throws IOException {
    Ear ear = new Ear(one, 7);
    Ear mouth = new Ear(two, 7);
    Ear other = new Ear(three, 7);
    try (var _ = simulation.faults().partition(List.of(one), List.of(two))) {
      mouth.say(one.ipv4(), 7, 1);
      other.say(one.ipv4(), 7, 2);
      ear.say(two.ipv4(), 7, 3);
      pass();
    }
    mouth.say(one.ipv4(), 7, 4);
    pass();
    assertThat(ear.heard).containsExactly(2, 4);
    assertThat(mouth.heard).isEmpty();
  }

  @Test
  void aCutIsOneWay() throws IOException {
    Ear ear = new Ear(one, 7);
    Ear mouth = new Ear(two, 7);
    try (var _ = simulation.faults().cut(List.of(one), List.of(two))) {
      mouth.say(one.ipv4(), 7, 1);
      ear.say(two.ipv4(), 7, 2);
      pass();
    }
    assertThat(ear.heard).containsExactly(1);
    assertThat(mouth.heard).isEmpty();
  }

  @Test
  void whatIsHeldArrivesInOrderWhenItIsLetGo() throws IOException {
    Ear ear = new Ear(one, 7);
    Ear mouth = new Ear(two, 7);
    try (var _ = simulation.faults().hold(List.of(two), List.of(one))) {
      mouth.say(one.ipv4(), 7, 1);
      mouth.say(one.ipv4(), 7, 2);
      pass();
      assertThat(ear.heard).isEmpty();
    }
    pass();
    assertThat(ear.heard).containsExactly(1, 2);
  }

  @Test
  void rulesDropDoubleDelayAndReplace() throws IOException {
    Ear ear = new Ear(one, 7);
    Ear mouth = new Ear(two, 7);
    try (var _ =
        simulation
            .faults()
            .rule(
                packet ->
                    switch (packet.payload().get(0)) {
                      case 1 -> Verdict.DROP;
                      case 2 -> Verdict.DUPLICATE;
                      case 3 -> Verdict.after(Duration.ofMillis(10));
                      case 4 -> Verdict.replace(new byte[] {40});
                      case 5 -> Verdict.CORRUPT;
                      default -> Verdict.PASS;
                    })) {
      for (int word = 1; word <= 6; word++) {
        mouth.say(one.ipv4(), 7, word);
      }
      pass();
    }
    assertThat(ear.heard).containsExactly(2, 2, 40, 6, 3);
  }

  @Test
  void aGroupIsHeardByItsMembersAndEachPathCarriesOneCopy() throws IOException {
    InetAddress group = InetAddress.ofLiteral("239.1.2.3");
    NetworkInterface any = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    Ear mouth = new Ear(one, 7);
    Ear ear = new Ear(two, 7);
    Ear second = new Ear(two, 7);
    Ear stranger = new Ear(three, 7);
    ear.socket.join(group, any, null);
    second.socket.join(group, any, two.ipv4());
    mouth.say(group, 7, 1);
    pass();
    assertThat(ear.heard).containsExactly(1);
    assertThat(second.heard).as("wants another source").isEmpty();
    assertThat(stranger.heard).isEmpty();
    assertThat(simulation.path(one, hub).counters().in()).isEqualTo(1);
    assertThat(simulation.path(hub, three).counters().in()).isZero();
  }

  /** Attaches a stream that is told of nothing once it is there. */
  private static void open(Host host, Stream stream) throws IOException {
    stream.attach(
        host.axon().loops().getFirst(),
        (readable, writable) -> {
          try {
            if (stream.isConnected()) {
              stream.interest(false, false);
            }
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** What is written to whom. */
  private static void write(Stream stream, String word) throws IOException {
    stream.write(ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aHostThatCrashesTellsNobodyAndKnowsNothingWhenItIsThereAgain() throws IOException {
    Port port = one.transport().listen(new InetSocketAddress(one.ipv4(), 80), 10, Options.NONE);
    Stream stream = two.transport().connect(port.address(), Options.NONE);
    open(two, stream);
    pass();
    assertThat(stream.isConnected()).isTrue();
    assertThat(two.netstat().toString()).contains("tcp", "10.0.0.2:80", "ESTABLISHED");
    assertThat(one.netstat().toString()).contains("LISTEN", "ESTABLISHED");
    one.crash();
    pass();
    write(stream, "hello?");
    simulation.advance(Duration.ofSeconds(5));
    assertThat(two.netstat().getFirst().unacknowledged()).isEqualTo(6);
    assertThat(one.netstat()).isEmpty();
    one.restart();
    simulation.advance(Duration.ofSeconds(20));
    assertThat(two.netstat()).as("a reset").isEmpty();
  }

  @Test
  void aPathOfSmallerPacketsIsFound() throws IOException { // RFC 1191
    Host far = simulation.host("far");
    simulation.connect(two, far, LinkSpec.ideal().withDelay(DELAY).withMtu(600));
    Port port = far.transport().listen(new InetSocketAddress(far.ipv4(), 80), 10, Options.NONE);
    AtomicInteger read = new AtomicInteger();
    port.attach(
        far.axon().loops().getFirst(),
        (readable, writable) -> {
          try {
            Stream stream = Objects.requireNonNull(port.accept());
            stream.attach(far.axon().loops().getFirst(), (r, w) -> read.addAndGet(count(stream)));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    Stream stream = one.transport().connect(port.address(), Options.NONE);
    open(one, stream);
    pass();
    assertThat(stream.isConnected()).isTrue();
    stream.write(ByteBuffer.allocate(50_000));
    simulation.advance(Duration.ofSeconds(2));
    assertThat(read).hasValue(50_000);
    assertThat(stream.tcpInfo().orElseThrow().mss()).isEqualTo(548);
  }

  private static int count(Stream stream) {
    try {
      ByteBuffer bytes = stream.read(100_000);
      return bytes == null ? 0 : bytes.remaining();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
