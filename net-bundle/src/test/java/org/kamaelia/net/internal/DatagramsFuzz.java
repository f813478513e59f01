package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.ListenerSpec;

/** A listener for datagrams: any peers, sizes, accidents and changes, in virtual time. */
class DatagramsFuzz {
  /** Held, as the logging system forgets loggers that nobody holds; it would say much. */
  private static final Logger LOG = Logger.getLogger("org.kamaelia.net");

  private static final int MOST = 8;
  private static final int PER_ADDRESS = 3;

  @BeforeAll
  static void logLittle() {
    LOG.setLevel(Level.SEVERE);
  }

  @AfterAll
  static void logAgain() {
    LOG.setLevel(null);
  }

  /**
   * @param input what happens: pairs of what and with whom, or how much of it
   */
  @FuzzTest
  void peersAreBoundedAndHearTheirOwnInOrderAndGoInTheEnd(byte[] input) {
    var axon = new SteppedAxon(1);
    var transport = new FakeTransport();
    var server = new TcpServer(transport, axon);
    var happenings = new Happenings(axon, server, transport);
    for (int i = 0; i + 1 < input.length && i < 2000; i += 2) {
      happenings.happen(Byte.toUnsignedInt(input[i]), Byte.toUnsignedInt(input[i + 1]));
    }
    happenings.settle();
    axon.shutdown(Duration.ZERO, "the test is over");
  }

  private static final class Happenings {
    private final SteppedAxon axon;
    private final TcpServer server;
    private final FakeDatagrams socket;

    /** By peer: what it sent last, and what it heard last. */
    private final Map<InetSocketAddress, Integer> sent = new HashMap<>();

    private final Map<InetSocketAddress, Integer> heard = new HashMap<>();

    Happenings(SteppedAxon axon, TcpServer server, FakeTransport transport) {
      this.axon = axon;
      this.server = server;
      register();
      server.bind(spec(30));
      axon.runUntilIdle();
      socket = Objects.requireNonNull(transport.datagrams);
    }

    private void register() {
      server.register(
          "echo", "1", connection -> Component.of("echo", (in, out) -> in.forEach(out::send)));
    }

    private static ListenerSpec spec(int idleSeconds) {
      return ListenerSpec.of("udp", "echo", "udp:127.0.0.1:7")
          .with("maxConnections", "" + MOST)
          .with("maxPerAddress", "" + PER_ADDRESS)
          .with("idleTimeout", idleSeconds + "s");
    }

    void happen(int what, int how) {
      switch (what % 16) {
        case 0 -> axon.advance(Duration.ofMillis(100L * how));
        case 1 -> socket.room(how);
        case 2 -> socket.refuses = how % 4;
        case 3 -> socket.arriveFailure();
        case 4 -> server.bind(spec(1 + how));
        case 5 -> {
          // A newer version, for peers that are new.
          if (how < 16) {
            register();
            axon.runUntilIdle();
          }
        }
        case 6 -> axon.runUntilIdle();
        // The largest, and an empty one.
        case 7 -> arrive(how, how == 0 ? 4 : 65_507);
        case 8 -> socket.arrive(new Datagram(peer(how), ByteBuffer.allocate(0)));
        default -> arrive(how, 4 + what);
      }
      if (what % 2 == 0) {
        axon.runUntilIdle();
        check();
      }
    }

    private static InetSocketAddress peer(int number) {
      byte[] address = {10, 0, 0, (byte) (number >> 4)};
      try {
        return new InetSocketAddress(InetAddress.getByAddress(address), 1 + (number & 15));
      } catch (UnknownHostException e) {
        throw new AssertionError(e);
      }
    }

    private void arrive(int number, int size) {
      InetSocketAddress peer = peer(number);
      int next = sent.merge(peer, 1, Integer::sum);
      socket.arrive(new Datagram(peer, ByteBuffer.allocate(size).putInt(0, next << 8 | number)));
    }

    private void check() {
      assertThat(server.connections()).hasSizeLessThanOrEqualTo(MOST);
      Map<String, Integer> addresses = new HashMap<>();
      for (ConnectionInfo info : server.connections()) {
        addresses.merge(info.peer().replaceAll(":.*", ""), 1, Integer::sum);
      }
      assertThat(addresses.values()).allMatch(count -> count <= PER_ADDRESS);
      for (Datagram datagram : socket.taken()) {
        if (datagram.payload().remaining() > 0) {
          int told = datagram.payload().getInt(0);
          assertThat(datagram.peer()).isEqualTo(peer(told & 255));
          Integer before = heard.put(datagram.peer(), told >>> 8);
          assertThat(told >>> 8)
              .isGreaterThan(before == null ? 0 : before)
              .isLessThanOrEqualTo(sent.get(datagram.peer()));
        }
      }
    }

    void settle() {
      socket.refuses = 0;
      socket.room(Integer.MAX_VALUE);
      axon.runUntilIdle();
      check();
      assertThat(socket.unread()).isZero();
      axon.advance(Duration.ofMinutes(10));
      check();
      assertThat(server.connections()).isEmpty();
      assertThat(server.listeners().getFirst().connections()).isZero();
      arrive(255, 4);
      axon.runUntilIdle();
      assertThat(socket.taken()).hasSize(1);
    }
  }
}
