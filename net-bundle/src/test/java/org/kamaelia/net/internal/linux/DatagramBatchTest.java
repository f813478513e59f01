package org.kamaelia.net.internal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.net.internal.linux.Errno.EAGAIN;
import static org.kamaelia.net.internal.linux.Errno.ECONNREFUSED;
import static org.kamaelia.net.internal.linux.Errno.EINTR;
import static org.kamaelia.net.internal.linux.Errno.EINVAL;
import static org.kamaelia.net.internal.linux.Errno.EIO;
import static org.kamaelia.net.internal.linux.Errno.EMSGSIZE;
import static org.kamaelia.net.internal.linux.Errno.EPERM;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.LinuxOptions;

/** What is sent and received in batches, and what becomes of those of which a part fails. */
@EnabledOnOs(OS.LINUX)
class DatagramBatchTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final FakeCalls fake = new FakeCalls();
  private final Calls calls = fake.calls();
  private final DatagramBatches batches = new DatagramBatches();
  private final Socket near = open();
  private final Socket far = open();
  private final InetSocketAddress peer = (InetSocketAddress) far.local(calls);
  private DatagramSender sender = new DatagramSender(near, Datagrams.LARGEST);

  DatagramBatchTest() throws IOException {}

  private Socket open() throws IOException {
    Socket socket = Socket.openDatagrams(ANY, calls);
    SocketOptions.receiveSegments(socket.number(), calls);
    socket.bind(ANY, calls);
    return socket;
  }

  @AfterEach
  void close() {
    near.close(calls);
    far.close(calls);
  }

  @Test
  void manyLeaveAndComeWithOneCall() throws IOException {
    List<Integer> sizes = sizes(1200, 100);
    send(sizes);
    assertThat(flush()).isTrue();
    assertThat(fake.count("sendmmsg")).isEqualTo(1);
    assertThat(receive(far)).isEqualTo(sizes);
    assertThat(fake.count("recvmmsg")).isEqualTo(1);
  }

  @Test
  void whateverTheirSizesTheyStayWhatTheyWere() throws IOException {
    List<Integer> sizes = List.of(0, 0, 5, 5, 3, 5, 5, 0, 5, 7, 7, 7, 1, 1, 1, 0, 40_000, 40_000);
    send(sizes);
    assertThat(flush()).isTrue();
    assertThat(receive(far)).isEqualTo(sizes);
  }

  @Test
  void eachGoesToItsPeer() throws IOException {
    Socket other = open();
    InetSocketAddress second = (InetSocketAddress) other.local(calls);
    for (int size = 1; size <= 10; size++) {
      assertThat(sender.add(datagram(size % 2 == 0 ? peer : second, size), batches)).isTrue();
    }
    assertThat(flush()).isTrue();
    assertThat(receive(far)).containsExactly(2, 4, 6, 8, 10);
    assertThat(receive(other)).containsExactly(1, 3, 5, 7, 9);
    other.close(calls);
  }

  @Test
  void whereTheSystemHasNoSegmentsEachIsAMessage() throws IOException {
    sender = new DatagramSender(near, 0);
    send(sizes(100, 64));
    assertThat(sender.add(datagram(peer, 100), batches)).isFalse();
    assertThat(flush()).isTrue();
    assertThat(receive(far)).isEqualTo(sizes(100, 64));
  }

  @Test
  void whatACallLeavesIsSentByTheNext() throws IOException {
    sender = new DatagramSender(near, 0);
    send(List.of(1, 2, 3, 4));
    fake.answer("sendmmsg", 1, -EINTR, 1); // as if two were sent
    assertThat(flush()).isTrue();
    assertThat(receive(far)).containsExactly(3, 4);
    assertThat(sender.lost()).isZero();
  }

  @Test
  void oneThatFailsIsCountedAndTheRestGoesOn() throws IOException {
    sender = new DatagramSender(near, 0);
    send(List.of(1, 2, 3));
    fake.answer("sendmmsg", 1, -EPERM);
    assertThat(flush()).isTrue();
    assertThat(receive(far)).containsExactly(3);
    assertThat(sender.lost()).isEqualTo(1);
    assertThat(sender.lost()).isZero();
  }

  @Test
  void withoutRoomTheRestIsKeptInOrder() throws IOException {
    sender = new DatagramSender(near, 0);
    send(List.of(1, 2, 3));
    fake.answer("sendmmsg", 1, -EAGAIN);
    assertThat(flush()).isFalse();
    assertThat(sender.isEmpty()).isFalse();
    send(List.of(4));
    assertThat(flush()).isTrue();
    assertThat(sender.isEmpty()).isTrue();
    assertThat(receive(far)).containsExactly(2, 3, 4);
    assertThat(sender.lost()).isZero();
  }

  @Test
  void whatWasSentEarlierAndRefusedIsNewsAlone() throws IOException {
    send(List.of(5, 5, 5));
    fake.answer("sendmmsg", -ECONNREFUSED);
    assertThat(flush()).isTrue();
    assertThat(receive(far)).containsExactly(5, 5, 5);
    assertThat(sender.lost()).isEqualTo(1);
  }

  @Test
  void aDeviceThatCannotSegmentIsRemembered() throws IOException {
    send(List.of(5, 5, 3));
    fake.answer("sendmmsg", -EIO);
    assertThat(flush()).isTrue();
    assertThat(fake.count("sendmmsg")).isEqualTo(4);
    send(sizes(5, 64)); // as messages of their own
    assertThat(sender.add(datagram(peer, 5), batches)).isFalse();
    assertThat(flush()).isTrue();
    assertThat(fake.count("sendmmsg")).isEqualTo(5);
    assertThat(receive(far)).hasSize(67).startsWith(5, 5, 3, 5);
    assertThat(sender.lost()).isZero();
  }

  @Test
  void segmentsThatAreTooLargeForTheWayLeaveAlone() throws IOException {
    for (int errno : new int[] {EINVAL, EMSGSIZE}) {
      sender = new DatagramSender(near, Datagrams.LARGEST);
      send(List.of(1500, 1500, 7, 7));
      fake.answer("sendmmsg", -errno);
      assertThat(flush()).isTrue();
      send(sizes(1499, 64)); // which still are one message or two
      send(List.of(1));
      assertThat(flush()).isTrue();
      assertThat(receive(far)).hasSize(69).startsWith(1500, 1500, 7, 7, 1499);
      assertThat(sender.lost()).isZero();
    }
  }

  @Test
  void ofAMessageThatIsRefusedEachDatagramIsCountedByItself() throws IOException {
    send(List.of(5, 5, 5, 5, 6));
    fake.answer("sendmmsg", -EIO, 1, -EPERM, -EAGAIN);
    assertThat(flush()).isFalse();
    assertThat(flush()).isTrue();
    assertThat(receive(far)).containsExactly(5, 5, 6);
    assertThat(sender.lost()).isEqualTo(1);
  }

  @Test
  void whatIsLeftWhenTheSocketIsClosedIsLost() throws IOException {
    send(List.of(5, 5, 5, 6));
    sender.forget();
    assertThat(sender.lost()).isEqualTo(4);
    assertThat(sender.isEmpty()).isTrue();
  }

  @Test
  void whomTheSocketDoesNotReachIsRefusedAtOnce() throws IOException {
    var six = new InetSocketAddress(InetAddress.ofLiteral("::1"), 7);
    assertThatThrownBy(() -> sender.add(datagram(six, 1), batches)).hasMessageContaining("IPv4");
    var nobody = InetSocketAddress.createUnresolved("nobody.invalid", 7);
    assertThatThrownBy(() -> sender.add(datagram(nobody, 1), batches))
        .isInstanceOf(IOException.class);
    var zero = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    assertThatThrownBy(() -> sender.add(datagram(zero, 1), batches)).hasMessageContaining("port 0");
    assertThat(sender.isEmpty()).isTrue();
  }

  @Test
  void whatIsReceivedIsTriedAgainWhenInterruptedAndNewsIsThrown() throws IOException {
    fake.answer("recvmmsg", -EINTR, -EAGAIN, -ECONNREFUSED);
    assertThat(receive(far)).isEmpty();
    assertThatThrownBy(() -> receive(far)).hasMessage("Connection refused");
  }

  @Test
  void peersAreKnownAgain() throws IOException {
    send(List.of(1, 2));
    assertThat(flush()).isTrue();
    Queue<Datagram> got = new ArrayDeque<>();
    batches.receiving().receive(far, batches.names, calls, got);
    InetSocketAddress from = got.remove().peer();
    assertThat(from).isEqualTo(near.local(calls)).isSameAs(got.remove().peer());
  }

  @Test
  void oneAddressOnTwoLinksIsTwoPeers() throws IOException {
    byte[] host = InetAddress.ofLiteral("fe80::1").getAddress();
    var names = new PeerNames();
    MemorySegment memory = Arena.ofAuto().allocate(64, 8);
    for (int scope : new int[] {1, 2, 1}) {
      var peer = new InetSocketAddress(Inet6Address.getByAddress(null, host, scope), 7);
      assertThat(names.write(peer, Sockaddr.AF_INET6, memory, 0)).isEqualTo(Sockaddr.IN6_BYTES);
      var seen = (Inet6Address) names.read(memory, 0).getAddress();
      assertThat(seen.getScopeId()).isEqualTo(scope);
    }
  }

  @Test
  void theTimeIsToldIfItIsAskedFor() throws IOException {
    send(sizes(9, 3));
    assertThat(flush()).isTrue();
    Queue<Datagram> got = new ArrayDeque<>();
    batches.receiving().receive(far, batches.names, calls, got);
    assertThat(got).hasSize(3).allMatch(datagram -> datagram.received() == 0);
    far.setOfDatagrams(LinuxOptions.SO_TIMESTAMPNS, true, calls);
    long before = System.currentTimeMillis();
    send(sizes(9, 3));
    assertThat(flush()).isTrue();
    got.clear();
    batches.receiving().receive(far, batches.names, calls, got);
    assertThat(got)
        .hasSize(3)
        .allSatisfy(
            datagram ->
                assertThat(datagram.received() / 1_000_000)
                    .isBetween(before, System.currentTimeMillis()));
  }

  private static List<Integer> sizes(int size, int count) {
    return IntStream.range(0, count).mapToObj(i -> size).toList();
  }

  private void send(List<Integer> sizes) throws IOException {
    for (int size : sizes) {
      assertThat(sender.add(datagram(peer, size), batches)).isTrue();
    }
  }

  private boolean flush() throws IOException {
    return sender.flush(batches, calls);
  }

  /** Bytes that tell the size. */
  private static Datagram datagram(InetSocketAddress to, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) size);
    return new Datagram(to, ByteBuffer.wrap(bytes));
  }

  private List<Integer> receive(Socket from) throws IOException {
    Queue<Datagram> got = new ArrayDeque<>();
    while (batches.receiving().receive(from, batches.names, calls, got)) {
      // more than fit into one call
    }
    List<Integer> sizes = new ArrayList<>();
    for (Datagram datagram : got) {
      int size = datagram.payload().remaining();
      assertThat(datagram).isEqualTo(datagram((InetSocketAddress) near.local(calls), size));
      sizes.add(size);
    }
    return sizes;
  }
}
