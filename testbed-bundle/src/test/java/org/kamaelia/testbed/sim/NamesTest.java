package org.kamaelia.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.net.ConnectFailedException;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.TcpClient;
import org.kamaelia.net.UdpPeer;
import org.kamaelia.net.UdpSocket;

/** Simulated hosts find one another by name. */
class NamesTest {
  private final Simulation simulation = new Simulation(1);
  private final Host client = simulation.host("client");
  private final Host server = simulation.host("server");
  private final StringBuilder heard = new StringBuilder();

  NamesTest() {
    simulation.connect(client, server, Duration.ofMillis(10));
    SimulationTest.echo(server);
    UdpSocket socket = new UdpSocket(new InetSocketAddress("0.0.0.0", 7));
    Component<Datagram, Datagram> echo =
        Component.of("udp echo", (in, out) -> in.forEach(out::send));
    socket.outbox().linkTo(echo.inbox());
    echo.outbox().linkTo(socket.inbox());
    server.axon().activate(socket, echo);
  }

  private Group say(Component<ByteBuffer, ByteBuffer> by) {
    return client
        .axon()
        .activate(
            Pipeline.of(
                Component.<Object, ByteBuffer>of(
                    "word", (in, out) -> out.send(StandardCharsets.UTF_8.encode("hello"))),
                by,
                Component.<ByteBuffer, Object>of(
                    "ear",
                    (in, out) ->
                        in.forEach(bytes -> heard.append(StandardCharsets.UTF_8.decode(bytes))))));
  }

  @Test
  void aTcpClientFindsAHostByItsName() {
    say(new TcpClient("server", 7));
    simulation.advance(Duration.ofSeconds(1));
    assertThat(heard).hasToString("hello");
  }

  @Test
  void aListenerIsAtItsHostsName() {
    Server named = Server.start(server.transport(), server.axon());
    named.register(
        "echo", "1", connection -> Component.of("echo", (in, out) -> in.forEach(out::send)));
    assertThat(named.bind(ListenerSpec.of("echo", "echo", "server:8")).address())
        .isEqualTo(server.ipv4().getHostAddress() + ":8");
    assertThat(named.bind(ListenerSpec.of("other", "echo", "nobody:9")).reason())
        .isEqualTo("the host nobody is not known");
    say(new TcpClient("server", 8));
    simulation.advance(Duration.ofSeconds(1));
    assertThat(heard).hasToString("hello");
  }

  @Test
  void aUdpPeerFindsAHostByItsName() {
    say(new UdpPeer("server", 7));
    simulation.advance(Duration.ofSeconds(1));
    assertThat(heard).hasToString("hello");
  }

  @Test
  void literalsAndTheHostItselfAreFoundToo() {
    assertThat(client.transport().find("10.0.0.2")).isCompletedWithValue(List.of(server.ipv4()));
    assertThat(client.transport().find("server"))
        .isCompletedWithValue(List.of(server.ipv4(), server.ipv6()));
    assertThat(client.transport().find("localhost").join().getFirst().isLoopbackAddress()).isTrue();
  }

  @Test
  void anUnknownNameFailsLikeARealOne() {
    CompletableFuture<Void> tcp = say(new TcpClient("nobody", 7)).ended().toCompletableFuture();
    CompletableFuture<Void> udp = say(new UdpPeer("nobody", 7)).ended().toCompletableFuture();
    simulation.advance(Duration.ofSeconds(1));
    assertThat(tcp.exceptionNow())
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageContaining("nobody:7")
        .hasMessageContaining("the host is not known");
    assertThat(udp.exceptionNow())
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("the host nobody is not known");
  }
}
