package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Options;
import org.kamaelia.testbed.TransportContract.Feature;

/** Groups of sockets for datagrams, on the loopback interface. */
interface MulticastRules extends TransportRules {
  /** For this organisation alone (RFC 2365): nobody hears it by accident. */
  InetAddress GROUP = InetAddress.ofLiteral("239.255.77.78");

  /** Some that send to a group, and what is heard of them. */
  record Senders(DatagramEnd one, DatagramEnd other, NetworkInterface loopback) {}

  private Senders senders(TransportRig rig) throws Exception {
    NetworkInterface loopback =
        NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1"));
    assumeTrue(loopback != null, "there is no loopback interface");
    Options through =
        Options.NONE
            .with(StandardSocketOptions.IP_MULTICAST_IF, loopback)
            .with(StandardSocketOptions.IP_MULTICAST_LOOP, true);
    DatagramEnd one =
        rig.datagrams(
            rig.near, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), through);
    DatagramEnd other;
    try {
      other =
          rig.datagrams(
              rig.near, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0), through);
    } catch (IOException e) {
      other = one; // where loopback has one address alone
    }
    return new Senders(one, other, loopback);
  }

  private void overGroups(Groups experiment) throws Exception {
    needs(Feature.DATAGRAMS);
    needs(Feature.MULTICAST);
    over(AddressKind.IPV4, rig -> experiment.with(rig, senders(rig)));
  }

  /** What a test does with a group. */
  @FunctionalInterface
  interface Groups {
    void with(TransportRig rig, Senders senders) throws Exception;
  }

  private static DatagramEnd member(TransportRig rig, int port) throws Exception {
    return rig.datagrams(
        rig.far,
        new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), port),
        Options.NONE.with(StandardSocketOptions.SO_REUSEADDR, true));
  }

  private static void join(DatagramEnd member, Senders senders, @Nullable InetAddress source)
      throws Exception {
    member.on(
        () -> {
          member.socket.join(GROUP, senders.loopback, source);
          return member;
        });
  }

  private static void leave(DatagramEnd member, Senders senders, @Nullable InetAddress source)
      throws Exception {
    member.on(
        () -> {
          member.socket.leave(GROUP, senders.loopback, source);
          return member;
        });
  }

  /** Sends to the group, and what is sent to the member alone after that is next. */
  private static void say(DatagramEnd sender, DatagramEnd member, int number) throws Exception {
    sender.send(new InetSocketAddress(GROUP, member.local().getPort()), new byte[] {(byte) number});
  }

  private static void assertHears(DatagramEnd member, DatagramEnd from, int number)
      throws Exception {
    Datagram heard = member.receive();
    assertArrayEquals(new byte[] {(byte) number}, StreamEnd.bytes(heard.payload()));
    assertEquals(from.local(), heard.peer());
  }

  private static void assertHearsNothingElse(DatagramEnd member, DatagramEnd from)
      throws Exception {
    from.send(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), member.local().getPort()),
        new byte[] {-1});
    assertHears(member, from, -1);
    assertNull(member.receiveNow());
  }

  @ContractTest
  default void allMembersOfAGroupHearWhatIsSentToIt() throws Exception {
    overGroups(
        (rig, senders) -> {
          DatagramEnd first = member(rig, 0);
          DatagramEnd second = member(rig, 0);
          join(first, senders, null);
          join(second, senders, null);
          say(senders.one, first, 1);
          say(senders.one, second, 2);
          assertHears(first, senders.one, 1);
          assertHears(second, senders.one, 2);
        });
  }

  @ContractTest
  default void severalOfOneTurnAreHeard() throws Exception {
    overGroups(
        (rig, senders) -> {
          DatagramEnd member = member(rig, 0);
          join(member, senders, null);
          var group = new InetSocketAddress(GROUP, member.local().getPort());
          assertEquals(
              DatagramRules.NONE,
              senders.one.send(group, new byte[] {1}, new byte[] {2}, new byte[] {3}));
          for (int i = 1; i <= 3; i++) {
            assertHears(member, senders.one, i);
          }
        });
  }

  @ContractTest
  default void membersOnOneMachineMayShareAPort() throws Exception {
    overGroups(
        (rig, senders) -> {
          DatagramEnd first = member(rig, 0);
          DatagramEnd second = member(rig, first.local().getPort());
          join(first, senders, null);
          join(second, senders, null);
          say(senders.one, first, 1);
          assertHears(first, senders.one, 1);
          assertHears(second, senders.one, 1);
        });
  }

  @ContractTest
  default void whoHasNotJoinedOrHasLeftHearsNothing() throws Exception {
    overGroups(
        (rig, senders) -> {
          DatagramEnd member = member(rig, 0);
          DatagramEnd stranger = member(rig, member.local().getPort());
          join(member, senders, null);
          say(senders.one, member, 1);
          assertHears(member, senders.one, 1);
          assertNull(stranger.receiveNow());
          leave(member, senders, null);
          say(senders.one, member, 2);
          stranger.socket.close();
          assertHearsNothingElse(member, senders.one);
          join(member, senders, null);
          say(senders.one, member, 3);
          assertHears(member, senders.one, 3);
        });
  }

  @ContractTest
  default void whoWantsOneSourceHearsNoOther() throws Exception {
    overGroups(
        (rig, senders) -> {
          assumeTrue(senders.one != senders.other, "loopback has one address");
          DatagramEnd member = member(rig, 0);
          join(member, senders, senders.one.local().getAddress());
          say(senders.other, member, 1);
          say(senders.one, member, 2);
          assertHears(member, senders.one, 2);
          join(member, senders, senders.other.local().getAddress());
          say(senders.other, member, 3);
          assertHears(member, senders.other, 3);
          leave(member, senders, senders.one.local().getAddress());
          say(senders.one, member, 4);
          assertHearsNothingElse(member, senders.other);
        });
  }

  @ContractTest
  default void whoIsNoMemberCannotLeave() throws Exception {
    overGroups(
        (rig, senders) -> {
          DatagramEnd stranger = member(rig, 0);
          assertThrows(IOException.class, () -> leave(stranger, senders, null));
        });
  }
}
