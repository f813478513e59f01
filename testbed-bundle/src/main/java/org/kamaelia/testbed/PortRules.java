package org.kamaelia.testbed;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.testbed.TransportContract.Feature;

/** Ports, and what they accept. */
interface PortRules extends TransportRules {

  @ContractTest
  default void aPortWithoutANumberIsGivenOne() throws Exception {
    eachTcp(
        rig -> {
          Port one = rig.open(rig.newAddress(), Options.NONE);
          Port two = rig.open(rig.newAddress(), Options.NONE);
          assertNotEquals(0, number(one.address()));
          assertNotEquals(0, number(two.address()));
          assertNotEquals(number(one.address()), number(two.address()));
        });
  }

  private static int number(SocketAddress address) {
    return ((InetSocketAddress) address).getPort();
  }

  @ContractTest
  default void whereNobodyWaitsNothingIsAccepted() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          assertNull(port.acceptNow());
          rig.settle();
          assertEquals(0, port.tellings());
        });
  }

  @ContractTest
  default void whoWaitsIsToldAgain() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          rig.connect(port);
          rig.connect(port);
          assertNotNull(port.await().await().acceptNow());
          assertNotNull(port.await().acceptNow());
          assertNull(port.acceptNow());
        });
  }

  @ContractTest
  default void whoWaitsIsNotToldWhileThatIsOfNoInterest() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          rig.connect(port);
          rig.settle();
          assertEquals(0, port.tellings());
          assertNotNull(port.await().acceptNow());
        });
  }

  @ContractTest
  default void whoCameBeforeThePortWasAttachedIsTold() throws Exception {
    each(
        rig -> {
          Port port = rig.open(rig.newAddress(), Options.NONE);
          StreamEnd near = rig.connect(port.address());
          CompletableFuture<Boolean> told = new CompletableFuture<>();
          Loops.on(
              rig.far,
              () -> {
                port.attach(
                    rig.far,
                    (readable, writable) -> {
                      port.interest(false);
                      told.complete(readable);
                    });
                return port;
              });
          assertTrue(Loops.get(told));
          requireNonNull(Loops.on(rig.far, port::accept)).close();
          near.expectEnd();
        });
  }

  @ContractTest
  default void whoWaitsWhenThePortIsClosedIsCutOff() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          StreamEnd near = rig.connect(port);
          port.port.close();
          try {
            near.expectEnd();
          } catch (IOException e) {
            // TCP resets it.
          }
        });
  }

  @ContractTest
  default void aClosedPortSaysSo() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          SocketAddress address = port.address();
          port.port.close();
          assertThrows(ClosedChannelException.class, port::acceptNow);
          Loops.on(
              rig.far,
              () -> {
                port.port.interest(true);
                port.port.close();
                return port;
              });
          rig.settle();
          assertEquals(0, port.tellings());
          assertEquals(address, port.address());
        });
  }

  @ContractTest
  default void anAddressThatIsTakenIsInUse() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          BindException e =
              assertThrows(BindException.class, () -> rig.open(port.address(), Options.NONE));
          TransportRules.assertSays("in use", e);
          // The first has no harm from it.
          rig.link(port, Options.NONE).near().send((byte) 1);
        });
  }

  @ContractTest
  default void theAddressIsFreeWhenThePortIsClosed() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          for (int i = 0; i < 20; i++) {
            rig.link(port, Options.NONE);
            port.port.close();
            port = new OpenPort(rig.far, rig.open(port.address(), Options.NONE));
          }
        });
  }

  @ContractTest
  default void theAddressIsFreeWhenThePortIsClosedOnItsLoop() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          rig.link(port, Options.NONE);
          for (int i = 0; i < 20; i++) {
            OpenPort open = port;
            port =
                new OpenPort(
                    rig.far,
                    Loops.on(
                        rig.far,
                        () -> {
                          open.port.close();
                          return rig.open(open.address(), Options.NONE);
                        }));
          }
        });
  }

  @ContractTest
  default void theAddressIsFreeWhenThePortIsClosedWhileItsLoopIsHeldUp() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          rig.link(port, Options.NONE);
          try (var _ = rig.holdUp(rig.far)) {
            port.port.close();
            assertThrows(IOException.class, () -> rig.connect(port));
            rig.open(port.address(), Options.NONE);
          }
        });
  }

  @ContractTest
  default void theAddressIsFreeWhenThePortIsClosedWhileWhatItToldHoldsUpTheLoop() throws Exception {
    each(
        rig -> {
          Port port = rig.open(rig.newAddress(), Options.NONE);
          CompletableFuture<Void> told = new CompletableFuture<>();
          try (var heldUp = new TransportRig.HeldUp()) {
            Loops.on(
                rig.far,
                () -> {
                  port.attach(
                      rig.far,
                      (readable, writable) -> {
                        port.interest(false);
                        told.complete(null);
                        heldUp.await();
                      });
                  return port;
                });
            rig.connect(port.address());
            Loops.get(told);
            port.close();
            rig.open(port.address(), Options.NONE);
          }
        });
  }

  @ContractTest
  default void aPortTakesBackItsAddressWhileOldConnectionsFade() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          var link = rig.link(port, Options.NONE);
          // Who closes first is the one in whose system the connection fades.
          link.far().close();
          link.near().expectEnd();
          var open = rig.link(port, Options.NONE);
          port.port.close();
          OpenPort again = new OpenPort(rig.far, rig.open(port.address(), Options.NONE));
          rig.link(again, Options.NONE);
          open.near().send((byte) 1);
          assertArrayEquals(new byte[] {1}, open.far().take(1));
        });
  }

  @ContractTest
  default void thePortOfAllIpv4AddressesTakesIpv4Alone() throws Exception {
    needs(Feature.ANY_ADDRESS);
    over(
        AddressKind.IPV4,
        rig -> {
          int number = number(listenOnAll(rig, "0.0.0.0").address());
          rig.connect(at("127.0.0.1", number));
          if (AddressKind.IPV6.isTried(lacks())) {
            assertThrows(IOException.class, () -> rig.connect(at("::1", number)));
          }
        });
  }

  @ContractTest
  default void thePortOfAllIpv6AddressesTakesIpv4AsWell() throws Exception {
    needs(Feature.ANY_ADDRESS);
    assumeTrue(AddressKind.IPV6.isTried(lacks()), "there is no IPv6 here");
    over(
        AddressKind.IPV6,
        rig -> {
          OpenPort port = listenOnAll(rig, "::");
          int number = number(port.address());
          StreamEnd six = rig.connect(at("::1", number));
          StreamEnd farSix = rig.accept(port);
          assertInstanceOf(Inet6Address.class, address(farSix.stream.peer()));
          assertEquals(six.stream.local(), farSix.stream.peer());
          StreamEnd four = rig.connect(at("127.0.0.1", number));
          StreamEnd farFour = rig.accept(port);
          assertInstanceOf(Inet4Address.class, address(farFour.stream.peer()));
          assertEquals(four.stream.local(), farFour.stream.peer());
          assertEquals(four.stream.peer(), farFour.stream.local());
        });
  }

  private static OpenPort listenOnAll(TransportRig rig, String all) throws Exception {
    return new OpenPort(rig.far, rig.open(at(all, 0), Options.NONE));
  }

  private static SocketAddress at(String literal, int number) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), number);
  }

  private static InetAddress address(SocketAddress socket) {
    return ((InetSocketAddress) socket).getAddress();
  }
}
