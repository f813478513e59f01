package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.kamaelia.net.transport.Stream;

/** How a direction ends, and a connection. */
interface EndRules extends TransportRules {

  @ContractTest
  default void aHalfCloseEndsOneDirection() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          halfClose(link.near(), link.far());
          var other = rig.link();
          halfClose(other.far(), other.near());
        });
  }

  private static void halfClose(StreamEnd ending, StreamEnd other) throws Exception {
    ending.send((byte) 1).endOutput();
    assertTrue(other.await(true, false).readable());
    assertArrayEquals(new byte[] {1}, other.takeAll());
    assertNull(other.read(1), "the end comes again");
    assertThrows(IOException.class, () -> ending.write(new byte[1]));
    // The other direction goes on.
    other.send(new byte[10_000]);
    assertEquals(10_000, ending.take(10_000).length);
    other.endOutput();
    assertTrue(ending.await(true, false).readable());
    ending.expectEnd();
  }

  @ContractTest
  default void aHalfCloseIsHarmlessTheSecondTime() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          link.near().endOutput().endOutput();
          link.far().expectEnd();
          link.far().send((byte) 1);
          assertArrayEquals(new byte[] {1}, link.near().take(1));
        });
  }

  @ContractTest
  default void aHalfCloseComesAfterAllThatWasWritten() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          long written = rig.fill(link.near());
          link.near().endOutput();
          assertEquals(written, link.far().takeAll().length);
        });
  }

  @ContractTest
  default void theEndIsToldUntilItIsOfNoInterest() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          link.near().endOutput();
          assertTrue(link.far().await(true, false).readable());
          assertTrue(link.far().await(true, false).readable());
          link.far().expectEnd();
          int before = link.far().interest(false, false).tellings();
          rig.settle();
          assertEquals(before, link.far().tellings());
        });
  }

  @ContractTest
  default void whatWasWrittenBeforeACloseArrives() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          long written = rig.fill(link.near());
          link.near().close();
          assertEquals(written, link.far().takeAll().length);
          assertNull(link.far().read(1));
        });
  }

  @ContractTest
  default void writingToAPeerThatHasClosedFailsInTheEnd() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          link.near().close();
          assertThrows(IOException.class, () -> writeForEver(link.far()));
        });
  }

  private static void writeForEver(StreamEnd end) throws Exception {
    while (true) {
      end.send(new byte[1000]);
    }
  }

  @ContractTest
  default void anAbortIsNoEnd() throws Exception {
    eachTcp(
        rig -> {
          var link = rig.link();
          link.far().send((byte) 1);
          link.near().take(1);
          link.near().abort();
          assertTrue(link.far().await(true, false).readable());
          assertThrows(IOException.class, () -> link.far().read(1));
          assertThrows(IOException.class, () -> link.far().write(new byte[1]));
        });
  }

  @ContractTest
  default void anAbortIsToldToWhoWaitsForRoom() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          rig.fill(link.far());
          link.far().interest(false, true);
          link.near().abort();
          assertTrue(link.far().await(false, true).writable());
          assertThrows(IOException.class, () -> link.far().write(new byte[1]));
        });
  }

  /** Which of them, a Unix-domain socket does not say for certain. */
  @ContractTest
  default void anAbortIsAnEndOrAFailureAtLeast() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          rig.fill(link.near());
          link.near().abort();
          try {
            link.far().takeAll();
          } catch (IOException e) {
            // As it should be.
          }
          assertThrows(IOException.class, () -> writeForEver(link.far()));
        });
  }

  @ContractTest
  default void aClosedStreamSaysSo() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          assertSaysSo(link.near().close(), rig.kind);
          var other = rig.link();
          assertSaysSo(other.far().abort(), rig.kind);
        });
  }

  private static void assertSaysSo(StreamEnd end, AddressKind kind) throws Exception {
    Stream stream = end.stream;
    SocketAddress peer = stream.peer();
    SocketAddress local = stream.local();
    end.on(
        () -> {
          assertThrows(ClosedChannelException.class, () -> stream.read(1));
          assertThrows(ClosedChannelException.class, () -> stream.write(ByteBuffer.allocate(1)));
          assertThrows(ClosedChannelException.class, stream::endOutput);
          if (kind.isTcp()) {
            assertThrows(
                IOException.class, () -> stream.option(StandardSocketOptions.TCP_NODELAY, true));
          }
          stream.interest(true, true);
          stream.close();
          stream.abort();
          stream.close();
          return stream;
        });
    assertEquals(peer, stream.peer());
    assertEquals(local, stream.local());
  }

  @ContractTest
  default void aClosedStreamIsToldNothing() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          link.far().interest(true, true).close().interest(true, true);
          int before = link.far().tellings();
          link.near().close();
          rig.settle();
          assertEquals(before, link.far().tellings());
        });
  }

  @ContractTest
  default void aStreamThatClosesTwiceLeavesOthersAlone() throws Exception {
    each(
        rig -> {
          var closed = rig.link();
          closed.near().close();
          closed.far().close();
          rig.settle();
          // These may get the numbers that those had.
          var next = rig.link();
          closed.near().close().abort();
          closed.far().abort().close();
          next.near().send((byte) 1);
          assertArrayEquals(new byte[] {1}, next.far().take(1));
          next.far().send((byte) 2);
          assertArrayEquals(new byte[] {2}, next.near().take(1));
        });
  }
}
