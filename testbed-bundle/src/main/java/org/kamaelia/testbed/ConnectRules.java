package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;

/** How a connection comes about, or does not. */
interface ConnectRules extends TransportRules {

  @ContractTest
  default void bothSidesOfAConnectionSayTheSameOfIt() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          var link = rig.link(port, Options.NONE);
          assertEquals(port.address(), link.near().stream.peer());
          assertEquals(port.address(), link.far().stream.local());
          assertEquals(link.near().stream.local(), link.far().stream.peer());
          if (!rig.kind.isTcp()) {
            assertEquals(UnixDomainSocketAddress.of(""), link.near().stream.local());
          }
        });
  }

  @ContractTest
  default void aConnectionCarriesBytesBothWays() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          link.near().send((byte) 1, (byte) 2);
          link.far().send((byte) 3);
          assertArrayEquals(new byte[] {1, 2}, link.far().take(2));
          assertArrayEquals(new byte[] {3}, link.near().take(1));
        });
  }

  @ContractTest
  default void whatTheOtherSideSendsAtOnceIsThereWhenTheStreamIsAttached() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          StreamEnd near = rig.connect(port).send((byte) 1).endOutput();
          StreamEnd far = rig.accept(port);
          assertTrue(far.await(true, false).readable());
          assertArrayEquals(new byte[] {1}, far.takeAll());
          near.close();
        });
  }

  @ContractTest
  default void aPortThatIsClosedRefuses() throws Exception {
    each(
        rig -> {
          Port port = rig.open(rig.newAddress(), Options.NONE);
          SocketAddress address = port.address();
          port.close();
          IOException refused = assertThrows(IOException.class, () -> rig.connect(address));
          // Of a Unix-domain port the file is gone as well.
          assertTrue(!rig.kind.isTcp() || refused instanceof ConnectException, refused::toString);
        });
  }

  @ContractTest
  default void whatCannotBeReachedIsAFailure() throws Exception {
    eachTcp(
        rig -> {
          // No TCP peer has a multicast address, and the system knows that at once.
          String nobody = rig.kind == AddressKind.IPV4 ? "224.0.0.1" : "ff02::1";
          SocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(nobody), 7);
          assertThrows(IOException.class, () -> rig.connect(address));
        });
  }

  @ContractTest
  default void aNameIsNoAddress() throws Exception {
    over(
        AddressKind.IPV4,
        rig -> {
          SocketAddress name = InetSocketAddress.createUnresolved("kamaelia.invalid", 7);
          Exception e = assertThrows(IOException.class, () -> rig.connect(name));
          TransportRules.assertSays("kamaelia.invalid", e);
          assertThrows(IOException.class, () -> rig.open(name, Options.NONE));
        });
  }

  @ContractTest
  default void aStreamThatIsNotConnectedYetIsNotReadOrWritten() throws Exception {
    each(
        rig -> {
          Stream stream = waiting(rig);
          if (stream != null) {
            Loops.on(
                rig.near,
                () -> {
                  assertThrows(IllegalStateException.class, stream::local);
                  assertThrows(IllegalStateException.class, () -> stream.read(1));
                  assertThrows(
                      IllegalStateException.class, () -> stream.write(ByteBuffer.allocate(1)));
                  assertThrows(IllegalStateException.class, stream::endOutput);
                  assertThrows(IllegalStateException.class, () -> stream.interest(true, false));
                  return stream;
                });
          }
        });
  }

  /** One that is not there, as its port has no room for it; null if such a one is refused. */
  private static @Nullable Stream waiting(TransportRig rig) throws Exception {
    try (Port port = rig.transport.listen(rig.newAddress(), 1, Options.NONE)) {
      for (int i = 0; i < 8; i++) {
        Stream stream = rig.connecting(port.address(), Options.NONE);
        boolean there =
            Loops.on(
                rig.near,
                () -> {
                  stream.attach(rig.near, (readable, writable) -> {});
                  return stream.isConnected();
                });
        if (!there) {
          return stream;
        }
      }
      return null;
    } catch (IOException refused) {
      return null;
    }
  }

  @ContractTest
  default void aStreamThatIsNotAttachedIsNotRead() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          rig.connect(port);
          Stream stream = rig.accepted(port);
          assertTrue(stream.isConnected());
          assertThrows(IllegalStateException.class, stream::scratch);
          assertThrows(IllegalStateException.class, () -> stream.read(1));
        });
  }

  @ContractTest
  default void aStreamThatIsNotAttachedCanBeClosedAnywhere() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          StreamEnd near = rig.connect(port);
          Stream stream = port.accept();
          stream.close();
          near.expectEnd();
          Stream ours = rig.connecting(port.address(), Options.NONE);
          ours.close();
          assertThrows(
              ClosedChannelException.class,
              () ->
                  Loops.on(
                      rig.near,
                      () -> {
                        ours.attach(rig.near, (readable, writable) -> {});
                        return ours;
                      }));
        });
  }

  @ContractTest
  default void aStreamThatIsClosedWhileConnectingIsToldNothing() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          Stream stream = rig.connecting(port.address(), Options.NONE);
          int[] tellings = new int[1];
          Loops.on(
              rig.near,
              () -> {
                stream.attach(rig.near, (readable, writable) -> tellings[0]++);
                stream.close();
                return stream;
              });
          rig.settle();
          assertEquals(0, Loops.<Integer>on(rig.near, () -> tellings[0]));
        });
  }
}
