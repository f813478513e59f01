package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.LinuxOptions;
import org.kamaelia.net.transport.Options;
import org.kamaelia.testbed.DatagramEnd.Unsent;

/** What is sent and received as datagrams. */
interface DatagramRules extends TransportRules {
  /** What an Ethernet packet holds, and what IPv4 does, are the edges on the way. */
  List<Integer> SIZES = List.of(0, 1, 1472, 1473, 9000, Datagrams.LARGEST);

  /** All has left. */
  Unsent NONE = new Unsent(0, 0);

  private static byte[] bytes(int size, int seed) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  @ContractTest
  default void aDatagramComesWholeWithItsSender() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          DatagramEnd far = rig.datagrams(rig.far);
          assertNull(far.receiveNow());
          for (int size : SIZES) {
            byte[] sent = bytes(size, size);
            assertEquals(NONE, near.send(far.local(), sent));
            Datagram got = far.receive();
            assertArrayEquals(sent, StreamEnd.bytes(got.payload()), size + " bytes");
            assertEquals(near.local(), got.peer());
            assertEquals(0, got.received());
          }
          assertNull(far.receiveNow());
        });
  }

  @ContractTest
  default void anAnswerGoesToTheSender() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd far = rig.datagrams(rig.far);
          List<DatagramEnd> clients = new ArrayList<>();
          for (int i = 0; i < 50; i++) {
            DatagramEnd client = rig.datagrams(rig.near);
            assertEquals(NONE, client.send(far.local(), new byte[] {(byte) i}));
            clients.add(client);
          }
          List<Datagram> answers = new ArrayList<>();
          for (Datagram question : far.receive(clients.size())) {
            byte number = question.payload().get();
            answers.add(
                new Datagram(question.peer(), ByteBuffer.wrap(new byte[] {number, number})));
          }
          assertEquals(NONE, far.send(answers));
          for (int i = 0; i < clients.size(); i++) {
            assertEquals(
                ByteBuffer.wrap(new byte[] {(byte) i, (byte) i}),
                clients.get(i).receive().payload());
          }
        });
  }

  @ContractTest
  default void thoseOfOneTurnComeInOrderEachAsItWas() throws Exception {
    seeded(
        seed ->
            eachUdp(
                rig -> {
                  DatagramEnd near = rig.datagrams(rig.near);
                  DatagramEnd far = rig.datagrams(rig.far);
                  SplittableRandom random = new SplittableRandom(seed);
                  for (int round = 0; round < 20; round++) {
                    byte[][] sent = new byte[random.nextInt(1, 60)][];
                    int size = random.nextInt(500);
                    for (int i = 0; i < sent.length; i++) {
                      // Runs of one size, as of a file in pieces.
                      size = random.nextInt(5) == 0 ? random.nextInt(500) : size;
                      sent[i] = bytes(size, i);
                    }
                    assertEquals(NONE, near.send(far.local(), sent));
                    for (byte[] each : sent) {
                      assertArrayEquals(each, StreamEnd.bytes(far.receive().payload()));
                    }
                  }
                }));
  }

  @ContractTest
  default void aThousandOfOneTurnComeOrAreCounted() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          List<DatagramEnd> far = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            far.add(rig.datagrams(rig.far));
          }
          // Few to each, as what they have no room for is lost there.
          List<Datagram> sent = new ArrayList<>();
          for (int i = 0; i < 1000; i++) {
            InetSocketAddress to = far.get(i % far.size()).local();
            sent.add(new Datagram(to, ByteBuffer.wrap(bytes(100, i))));
          }
          Unsent unsent = near.send(sent);
          int come = 0;
          for (DatagramEnd end : far) {
            assertEquals(NONE, near.send(end.local(), new byte[1]));
            while (end.receive().payload().remaining() == 100) {
              come++;
            }
          }
          assertEquals(1000, come + unsent.refused() + unsent.counted());
        });
  }

  @ContractTest
  default void whatIsTooLargeIsRefusedAndTheSocketGoesOn() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          DatagramEnd far = rig.datagrams(rig.far);
          ByteBuffer large = ByteBuffer.allocate(Datagrams.LARGEST + 50);
          Datagram datagram = new Datagram(far.local(), large);
          assertThrows(IOException.class, () -> near.send(List.of(datagram)));
          assertEquals(Datagrams.LARGEST + 50, large.remaining());
          DatagramEnd.check(near, far, 1);
        });
  }

  @ContractTest
  default void aPeerThatIsNotThereStopsNothing() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          DatagramEnd far = rig.datagrams(rig.far);
          DatagramEnd gone = rig.datagrams(rig.far);
          gone.socket.close();
          for (int i = 0; i < 10; i++) {
            near.send(gone.local(), new byte[5]);
            try {
              assertNull(near.receiveNow());
            } catch (IOException e) {
              // The system may tell it.
            }
            DatagramEnd.check(near, far, i);
            DatagramEnd.check(far, near, i);
          }
        });
  }

  @ContractTest
  default void whomNobodyCanReachIsRefusedOrCounted() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          DatagramEnd far = rig.datagrams(rig.far);
          for (InetSocketAddress nobody :
              List.of(
                  InetSocketAddress.createUnresolved("nobody.invalid", 7),
                  new InetSocketAddress(near.local().getAddress(), 0))) {
            try {
              assertEquals(new Unsent(0, 1), near.send(nobody, new byte[5]));
            } catch (IOException e) {
              // At once is better.
            }
          }
          DatagramEnd.check(near, far, 1);
        });
  }

  @ContractTest
  default void theBytesAreThoseBetweenPositionAndLimit() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          DatagramEnd far = rig.datagrams(rig.far);
          ByteBuffer heap = ByteBuffer.wrap(bytes(1000, 1));
          ByteBuffer direct = ByteBuffer.allocateDirect(1000).put(bytes(1000, 2)).flip();
          for (ByteBuffer whole : List.of(heap, direct, heap.asReadOnlyBuffer())) {
            ByteBuffer part = whole.position(100).limit(300);
            near.send(List.of(new Datagram(far.local(), part)));
            assertEquals(100, part.position());
            assertEquals(300, part.limit());
            Datagram got = far.receive();
            assertEquals(part, got.payload());
            assertFalse(got.payload().isReadOnly());
          }
        });
  }

  @ContractTest
  default void whatWasReceivedStaysAsItIs() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          DatagramEnd far = rig.datagrams(rig.far);
          near.send(far.local(), bytes(100, 1), bytes(100, 2), bytes(100, 3));
          List<Datagram> got = far.receive(3);
          got.getFirst().payload().put(0, new byte[100]);
          for (int i = 1; i < 3; i++) {
            assertArrayEquals(bytes(100, i + 1), StreamEnd.bytes(got.get(i).payload()));
          }
        });
  }

  @ContractTest
  default void theTimeIsThatOfTheSystemsClock() throws Exception {
    needs(TransportContract.Feature.DATAGRAMS);
    OptionRules.supports(transport(), LinuxOptions.SO_TIMESTAMPNS);
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          DatagramEnd far =
              rig.datagrams(
                  rig.far,
                  (InetSocketAddress) rig.newAddress(),
                  Options.NONE.with(LinuxOptions.SO_TIMESTAMPNS, true));
          long before = System.currentTimeMillis();
          near.send(far.local(), bytes(100, 1), bytes(100, 2), bytes(7, 3));
          for (Datagram datagram : far.receive(3)) {
            long millis = datagram.received() / 1_000_000;
            assertTrue(before <= millis && millis <= System.currentTimeMillis(), () -> "" + millis);
          }
        });
  }

  @ContractTest
  default void theTrafficClassIsToldToWhoAsks() throws Exception {
    needs(TransportContract.Feature.DATAGRAMS);
    OptionRules.supports(transport(), LinuxOptions.IP_RECVTOS);
    eachUdp(
        rig -> {
          DatagramEnd near =
              rig.datagrams(
                  rig.near,
                  (InetSocketAddress) rig.newAddress(),
                  Options.NONE.with(StandardSocketOptions.IP_TOS, 0xBA));
          DatagramEnd far =
              rig.datagrams(
                  rig.far,
                  (InetSocketAddress) rig.newAddress(),
                  Options.NONE.with(LinuxOptions.IP_RECVTOS, true));
          DatagramEnd other = rig.datagrams(rig.far);
          near.send(far.local(), bytes(100, 1));
          near.send(other.local(), bytes(100, 1));
          assertEquals(0xBA, far.receive().trafficClass());
          assertEquals(0, other.receive().trafficClass());
        });
  }

  @ContractTest
  default void whoHasNotTakenAllIsToldAgain() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          DatagramEnd far = rig.datagrams(rig.far);
          near.send(far.local(), bytes(100, 1), bytes(100, 2), bytes(100, 3));
          far.await(true, false);
          for (int i = 0; i < 3; i++) {
            assertTrue(far.await(true, false).readable());
            assertNotNull(far.receiveNow());
          }
          assertNull(far.receiveNow());
        });
  }

  @ContractTest
  default void whatIsOfNoInterestIsNotTold() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          DatagramEnd far = rig.datagrams(rig.far);
          near.send(far.local(), bytes(100, 1), bytes(100, 2), bytes(100, 3));
          rig.settle();
          assertEquals(0, far.tellings());
          assertNotNull(far.receive());
          int told = far.tellings();
          rig.settle();
          assertEquals(told, far.tellings());
          assertTrue(far.await(true, false).readable());
          assertEquals(2, far.receive(2).size());
        });
  }

  @ContractTest
  default void whoAsksForRoomIsToldOfIt() throws Exception {
    eachUdp(
        rig -> {
          DatagramEnd near = rig.datagrams(rig.near);
          assertEquals(new StreamEnd.Told(false, true), near.await(false, true));
          assertEquals(new StreamEnd.Told(false, true), near.await(true, true));
        });
  }
}
