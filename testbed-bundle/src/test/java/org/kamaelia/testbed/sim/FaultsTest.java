package org.kamaelia.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.kamaelia.axon.Component;
import org.kamaelia.axon.NullSink;
import org.kamaelia.axon.SteppedAxon;
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
  void aPartitionIsOneOfGroupsToo() throws IOException {
    InetAddress group = InetAddress.ofLiteral("239.1.2.3");
    NetworkInterface any = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    Ear ear = new Ear(one, 7);
    Ear other = new Ear(three, 7);
    ear.socket.join(group, any, null);
    other.socket.join(group, any, null);
    try (var _ = simulation.faults().partition(List.of(two), List.of(one))) {
      new Ear(two, 7).say(group, 7, 1);
      pass();
    }
    assertThat(ear.heard).isEmpty();
    assertThat(other.heard).containsExactly(1);
  }

  @Test
  void hostsHaveNamesTogether() {
    simulation.group("leaves", List.of(one, two, three));
    assertThat(simulation.hosts("leaves")).containsExactly(one, two, three);
    assertThat(simulation.hosts("hub")).containsExactly(hub);
    assertThatThrownBy(() -> simulation.hosts("nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no host or group is named nobody");
    assertThatThrownBy(() -> simulation.group("hub", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hub is a host");
  }

  @Test
  void anIsolatedHostHearsNobodyAndNobodyHearsIt() throws IOException {
    Ear ear = new Ear(one, 7);
    Ear mouth = new Ear(two, 7);
    Ear other = new Ear(three, 7);
    try (var _ = simulation.faults().isolate(one)) {
      Ear late = new Ear(leaf("late"), 7);
      mouth.say(one.ipv4(), 7, 1);
      late.say(one.ipv4(), 7, 2);
      ear.say(two.ipv4(), 7, 3);
      ear.say(one.ipv4(), 7, 4);
      mouth.say(three.ipv4(), 7, 5);
      pass();
    }
    assertThat(ear.heard).as("what it tells itself").containsExactly(4);
    assertThat(mouth.heard).isEmpty();
    assertThat(other.heard).containsExactly(5);
    mouth.say(one.ipv4(), 7, 6);
    pass();
    assertThat(ear.heard).containsExactly(4, 6);
  }

  @Test
  void halvesAreCutFromOneAnotherAndTheSeedSaysWhich() throws IOException {
    List<Ear> ears = new ArrayList<>();
    for (Host host : simulation.hosts()) {
      ears.add(new Ear(host, 7));
    }
    try (var _ = simulation.faults().halves()) {
      for (Host host : simulation.hosts()) {
        for (Ear ear : ears) {
          ear.say(host.ipv4(), 7, ears.indexOf(ear));
        }
      }
      pass();
    }
    assertThat(ears).allSatisfy(ear -> assertThat(ear.heard).hasSize(2));
    for (Ear ear : ears) {
      assertThat(ear.heard).contains(ears.indexOf(ear));
      assertThat(ears.get(ear.heard.getFirst()).heard).hasSameElementsAs(ear.heard);
      assertThat(ears.get(ear.heard.getLast()).heard).hasSameElementsAs(ear.heard);
    }
  }

  @Test
  void whatAClogKeepsArrivesWhenItIsGone() throws IOException {
    Ear ear = new Ear(one, 7);
    Ear mouth = new Ear(two, 7);
    Faults.Fault clog = simulation.faults().clog(one);
    mouth.say(one.ipv4(), 7, 1);
    ear.say(two.ipv4(), 7, 2);
    pass();
    assertThat(ear.heard).isEmpty();
    assertThat(mouth.heard).isEmpty();
    clog.close();
    clog.close();
    pass();
    assertThat(ear.heard).as("once").containsExactly(1);
    assertThat(mouth.heard).containsExactly(2);
  }

  @Test
  void aRuleMayEndItself() throws IOException {
    Ear ear = new Ear(one, 7);
    Ear mouth = new Ear(two, 7);
    List<Faults.Fault> first = new ArrayList<>();
    first.add(
        simulation
            .faults()
            .rule(
                packet -> {
                  first.getFirst().close();
                  return Verdict.DROP;
                }));
    mouth.say(one.ipv4(), 7, 1);
    mouth.say(one.ipv4(), 7, 2);
    pass();
    assertThat(ear.heard).containsExactly(2);
  }

  @Test
  void aPathIsAsItWasWhenNobodyAltersItAnyMore() {
    Path path = simulation.path(hub, one);
    LinkSpec before = path.spec();
    LinkSpec slow = before.withRate(1000);
    LinkSpec slower = before.withRate(100);
    Faults.Fault first = simulation.faults().alter(path, slow);
    try (var _ = simulation.faults().alter(path, slower)) {
      assertThat(path.spec()).isEqualTo(slower);
      first.close();
      assertThat(path.spec()).isEqualTo(slower);
    }
    assertThat(path.spec()).isEqualTo(before);
    path.spec(slow);
    simulation.faults().alter(path, slower).close();
    assertThat(path.spec()).isEqualTo(slow);
  }

  @Test
  void aProgramBeginsAnewWhenItsHostIsThereAgain() {
    List<String> begun = new ArrayList<>();
    one.program(
        host ->
            host.axon()
                .activate(
                    Component.of(
                        "program",
                        (in, out) -> begun.add("at " + simulation.now() / 1_000_000 + " ms"))));
    pass();
    Faults.Fault crash = simulation.faults().crash(one);
    try (var _ = simulation.faults().crash(one)) {
      pass();
      crash.close();
      pass();
    }
    pass();
    assertThat(begun).containsExactly("at 0 ms", "at 300 ms");
  }

  @Test
  void whatIsPlannedHappensBetweenTurns() {
    simulation.after(Duration.ofMillis(50), one::crash);
    simulation.after(Duration.ofMillis(60), one::restart);
    one.axon().activate(new NullSink());
    SteppedAxon before = one.axon();
    pass();
    assertThat(one.axon()).isNotSameAs(before);
    assertThat(before.topology().components()).isEmpty();
  }

  @Test
  void lossyPathsGiveTheSameTraceAgain() throws IOException {
    assertThat(lossy(3)).isEqualTo(lossy(3)).isNotEqualTo(lossy(4));
  }

  /** A host is cut off for a while, on paths that lose, double and reorder. */
  private static String lossy(long seed) throws IOException {
    var simulation = new Simulation(seed);
    Host left = simulation.host("left");
    Host right = simulation.host("right");
    simulation.connect(
        left, right, LinkSpec.ideal().with("delay=uniform(5ms,20ms) loss=20% duplicate=5%"));
    Ear ear = new Ear(right, 7);
    Ear mouth = new Ear(left, 7);
    for (int i = 0; i < 100; i++) {
      mouth.say(right.ipv4(), 7, i);
    }
    simulation.advance(Duration.ofSeconds(1));
    assertThat(ear.heard.size()).isBetween(60, 100);
    try (var _ = simulation.faults().isolate(right)) {
      mouth.say(right.ipv4(), 7, 101);
      simulation.advance(Duration.ofSeconds(1));
    }
    assertThat(ear.heard).doesNotContain(101);
    return simulation.trace() + " " + ear.heard;
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
