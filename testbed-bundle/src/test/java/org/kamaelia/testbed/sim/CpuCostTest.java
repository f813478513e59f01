package org.kamaelia.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.TcpClient;
import org.kamaelia.net.UdpSocket;

/** A host whose processor takes its time. */
class CpuCostTest {
  private static final CpuCost MILLISECOND = new CpuCost(Duration.ofMillis(1), Duration.ZERO);
  private final Simulation simulation = new Simulation(1);
  private final Host server = simulation.host("server");

  @Test
  void theLastOfAHundredListenersHearsAHundredTimesLater() {
    server.cpu(MILLISECOND);
    List<Long> heard = new ArrayList<>();
    List<InetSocketAddress> listeners = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Host host = simulation.host("listener " + i);
      simulation.connect(server, host, Duration.ofMillis(10));
      var socket = new UdpSocket(new InetSocketAddress("0.0.0.0", 7));
      Component<Datagram, Object> ear =
          Component.of(
              "ear", (in, out) -> in.forEach(_ -> heard.add(simulation.now() / 1_000_000)));
      socket.outbox().linkTo(ear.inbox());
      host.axon().activate(socket, ear);
      listeners.add(new InetSocketAddress(host.ipv4(), 7));
    }
    server
        .axon()
        .activate(
            Pipeline.of(
                Component.<Object, Datagram>of(
                    "source",
                    (in, out) ->
                        listeners.forEach(
                            each -> out.send(new Datagram(each, ByteBuffer.allocate(100))))),
                new UdpSocket(new InetSocketAddress("0.0.0.0", 0)),
                Component.<Datagram, Object>of("rest", (in, out) -> in.forEach(_ -> {}))));
    simulation.advance(Duration.ofSeconds(1));
    assertThat(heard).hasSize(100).isSorted();
    assertThat(heard.getFirst()).isEqualTo(11);
    assertThat(heard.getLast()).isEqualTo(110);
  }

  /** When the answers to some words are there, in milliseconds. */
  private List<Long> answers(int clients, int bytes) throws UnknownHostException {
    SimulationTest.echo(server);
    List<Long> answers = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Host host = simulation.host("client " + i);
      simulation.connect(server, host, Duration.ofMillis(10));
      host.axon()
          .activate(
              Pipeline.of(
                  Component.<Object, ByteBuffer>of(
                      "word", (in, out) -> out.send(ByteBuffer.allocate(bytes))),
                  new TcpClient(List.of(simulation.address("server", 7)), ClientSettings.STANDARD),
                  Component.<ByteBuffer, Object>of(
                      "ear",
                      (in, out) -> {
                        in.receive();
                        answers.add(simulation.now() / 1_000_000);
                      })));
    }
    simulation.advance(Duration.ofSeconds(10));
    assertThat(answers).hasSize(clients);
    return answers;
  }

  @Test
  void aBusyServerAnswersLate() throws UnknownHostException {
    server.cpu(MILLISECOND);
    List<Long> answers = answers(50, 1);
    assertThat(answers.getFirst()).as("a read and a write").isBetween(42L, 143L);
    assertThat(answers.getLast()).isBetween(140L, 143L);
  }

  @Test
  void bytesCostToo() throws UnknownHostException {
    server.cpu(new CpuCost(Duration.ZERO, Duration.ofMillis(8)));
    assertThat(answers(1, 1024)).containsExactly(56L);
  }

  @Test
  void withoutACostAllAnswersAreThereAtOnce() throws UnknownHostException {
    assertThat(answers(50, 1)).containsOnly(40L);
  }

  @Test
  void aBusyHostThatCrashesSendsNothingMore() throws IOException {
    Host other = simulation.host("other");
    simulation.connect(server, other, Duration.ofMillis(10));
    server.cpu(new CpuCost(Duration.ofSeconds(1), Duration.ZERO));
    server
        .axon()
        .activate(
            Pipeline.of(
                Component.<Object, Datagram>of(
                    "source",
                    (in, out) ->
                        out.send(
                            new Datagram(
                                new InetSocketAddress(other.ipv4(), 7), ByteBuffer.allocate(1)))),
                new UdpSocket(new InetSocketAddress("0.0.0.0", 0)),
                Component.<Datagram, Object>of("rest", (in, out) -> in.forEach(_ -> {}))));
    simulation.advance(Duration.ofMillis(100));
    server.crash();
    server.restart();
    simulation.advance(Duration.ofSeconds(10));
    assertThat(simulation.path(server, other).counters().in()).isZero();
  }

  @Test
  void aCostIsNotNegative() {
    assertThatThrownBy(() -> new CpuCost(Duration.ZERO, Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S a kilobyte");
  }
}
