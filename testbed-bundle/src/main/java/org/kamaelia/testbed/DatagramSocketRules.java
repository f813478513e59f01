package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.testbed.TransportContract.Feature;

/** Sockets for datagrams: their addresses, options and end. */
interface DatagramSocketRules extends TransportRules {

  @ContractTest
  default void aSocketWithoutANumberIsGivenOne() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd one = rig.datagrams(rig.near);
          DatagramEnd two = rig.datagrams(rig.far);
          assertNotEquals(0, one.local().getPort());
          assertNotEquals(0, two.local().getPort());
          assertNotEquals(one.local(), two.local());
        });
  }

  @ContractTest
  default void anAddressThatASocketHasIsInUse() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd one = rig.datagrams(rig.near);
          Exception e =
              assertThrows(
                  BindException.class, () -> rig.datagrams(rig.far, one.local(), Options.NONE));
          TransportRules.assertSays("in use", e);
        });
  }

  @ContractTest
  default void aPortForStreamsMayHaveTheSameNumber() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd socket = rig.datagrams(rig.near);
          try {
            assertEquals(socket.local(), rig.open(socket.local(), Options.NONE).address());
          } catch (BindException e) {
            // Somebody else's stream has it by accident.
          }
        });
  }

  @ContractTest
  default void aClosedSocketsAddressIsFreeAtOnce() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd one = rig.datagrams(rig.near);
          try (var _ = rig.holdUp(rig.near)) {
            one.socket.close();
            DatagramEnd two = rig.datagrams(rig.far, one.local(), Options.NONE);
            assertEquals(one.local(), two.local());
          }
        });
  }

  @ContractTest
  default void aClosedSocketSendsAndReceivesNothing() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          DatagramEnd far = rig.datagrams(rig.far);
          near.send(far.local(), new byte[1], new byte[1]);
          far.await(true, false);
          far.socket.close();
          far.socket.close();
          assertThrows(ClosedChannelException.class, far::receiveNow);
          assertThrows(ClosedChannelException.class, () -> far.send(near.local(), new byte[1]));
          assertEquals(
              0,
              far.on(
                  () -> {
                    far.socket.interest(true, true);
                    return far.socket.flush();
                  }));
          int told = far.tellings();
          rig.settle();
          assertEquals(told, far.tellings());
        });
  }

  @ContractTest
  default void whatIsClosedByWhoIsToldIsNotToldAnyMore() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          Datagrams socket =
              rig.transport.datagrams((InetSocketAddress) rig.newAddress(), Options.NONE);
          List<Boolean> tellings = new ArrayList<>();
          CompletableFuture<Void> closed = new CompletableFuture<>();
          Loops.on(
              rig.far,
              () -> {
                socket.attach(
                    rig.far,
                    (readable, writable) -> {
                      tellings.add(readable);
                      socket.close();
                      closed.complete(null);
                    });
                return socket;
              });
          near.send(socket.local(), new byte[1], new byte[1]);
          Loops.get(closed);
          rig.settle();
          assertEquals(List.of(true), Loops.on(rig.far, () -> List.copyOf(tellings)));
        });
  }

  @ContractTest
  default void whatCameBeforeTheSocketWasAttachedIsTold() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          Datagrams socket =
              rig.transport.datagrams((InetSocketAddress) rig.newAddress(), Options.NONE);
          near.send(socket.local(), new byte[3]);
          DatagramEnd far = DatagramEnd.attach(rig.far, socket);
          assertEquals(3, far.receive().payload().remaining());
          socket.close();
        });
  }

  @ContractTest
  default void theAddressForBothKindsHearsBothAndAnswers() throws Exception {
    needs(Feature.DATAGRAMS);
    needs(Feature.ANY_ADDRESS);
    needs(Feature.IPV6);
    assumeTrue(AddressKind.IPV6.isTried(lacks()), "this machine has no IPv6");
    over(
        AddressKind.IPV4,
        rig -> {
          DatagramEnd any =
              rig.datagrams(
                  rig.far, new InetSocketAddress(InetAddress.ofLiteral("::"), 0), Options.NONE);
          for (String host : List.of("127.0.0.1", "::1")) {
            InetAddress here = InetAddress.ofLiteral(host);
            DatagramEnd near =
                rig.datagrams(rig.near, new InetSocketAddress(here, 0), Options.NONE);
            near.send(new InetSocketAddress(here, any.local().getPort()), new byte[7]);
            Datagram question = any.receive();
            assertEquals(near.local(), question.peer());
            any.send(List.of(question));
            assertEquals(7, near.receive().payload().remaining());
          }
        });
  }

  @ContractTest
  default void theAddressForAllOfIpv4IsOfIpv4Alone() throws Exception {
    needs(Feature.DATAGRAMS);
    needs(Feature.ANY_ADDRESS);
    over(
        AddressKind.IPV4,
        rig -> {
          DatagramEnd any =
              rig.datagrams(
                  rig.far,
                  new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0),
                  Options.NONE);
          assertInstanceOf(Inet4Address.class, any.local().getAddress());
          DatagramEnd near = rig.datagrams(rig.near);
          near.send(
              new InetSocketAddress(near.local().getAddress(), any.local().getPort()), new byte[7]);
          assertEquals(near.local(), any.receive().peer());
        });
  }

  @ContractTest
  default void anOptionThatASocketDoesNotHaveIsNamed() throws Exception {
    eachUdp(
        rig -> {
          Options unknown = Options.NONE.with(OptionRules.UNKNOWN, 1);
          InetSocketAddress fresh = (InetSocketAddress) rig.newAddress();
          Exception e =
              assertThrows(
                  UnsupportedOperationException.class,
                  () -> rig.transport.datagrams(fresh, unknown));
          TransportRules.assertSays("SO_UNHEARD_OF", e);
          DatagramEnd end = rig.datagrams(rig.near);
          assertThrows(
              UnsupportedOperationException.class,
              () ->
                  end.on(
                      () -> {
                        end.socket.option(OptionRules.UNKNOWN, 1);
                        return end;
                      }));
        });
  }

  @ContractTest
  default void aValueThatASocketRefusesIsNamed() throws Exception {
    needs(Feature.DATAGRAMS);
    OptionRules.supports(transport(), StandardSocketOptions.IP_TOS);
    over(
        AddressKind.IPV4,
        rig -> {
          Options wrong = Options.NONE.with(StandardSocketOptions.IP_TOS, -100);
          InetSocketAddress fresh = (InetSocketAddress) rig.newAddress();
          Exception e =
              assertThrows(IOException.class, () -> rig.transport.datagrams(fresh, wrong));
          TransportRules.assertSays("IP_TOS", e);
          TransportRules.assertSays("-100", e);
        });
  }
}
