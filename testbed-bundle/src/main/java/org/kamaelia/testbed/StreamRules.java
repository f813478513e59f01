package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.kamaelia.net.transport.Stream;

/** Reading, writing, and what is told of both. */
interface StreamRules extends TransportRules {

  @ContractTest
  default void whereNothingIsToReadAReadIsEmpty() throws Exception {
    each(rig -> assertArrayEquals(new byte[0], rig.link().far().read(100)));
  }

  @ContractTest
  default void aReadTakesNoMoreThanIsAskedFor() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          link.near().send(new byte[20_000]);
          int read = 0;
          for (int most = 1; read < 20_000; most = most * 3 % 7001) {
            link.far().await(true, false);
            int count = link.far().readSome(most).length;
            assertTrue(0 < count && count <= most, "asked for %d, came %d".formatted(most, count));
            read += count;
          }
          assertEquals(20_000, read);
        });
  }

  @ContractTest
  default void whatIsLeftIsToldAgain() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          link.near().send((byte) 1, (byte) 2, (byte) 3);
          for (byte b = 1; b <= 3; b++) {
            assertTrue(link.far().await(true, false).readable());
            assertTrue(link.far().await(true, false).readable());
            assertArrayEquals(new byte[] {b}, link.far().read(1));
          }
        });
  }

  @ContractTest
  default void whatWasReadIsTheReadersOwn() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          link.near().send((byte) 1, (byte) 2);
          ByteBuffer first = readOne(link.far());
          ByteBuffer second = readOne(link.far());
          assertEquals(1, first.get(first.position()));
          assertEquals(2, second.get(second.position()));
          link.near().send((byte) 3);
          link.far().take(1);
          assertEquals(1, first.get(first.position()));
          assertEquals(2, second.get(second.position()));
        });
  }

  @ContractTest
  default void inAReadsArrayIsNothingOfOthers() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          byte[] ones = new byte[40_000]; // so much that it may be read into an array in place
          Arrays.fill(ones, (byte) 1);
          for (int i = 0; i < 200; i++) {
            Arrays.fill(new byte[256 * 1024], (byte) 2);
          }
          System.gc(); // what is new from now on lies where they were
          for (int i = 0; i < 50; i++) {
            link.near().send(ones);
            for (int read = 0; read < ones.length; ) {
              link.far().await(true, false);
              ByteBuffer bytes = link.far().on(() -> link.far().stream.read(64 * 1024));
              assertNotNull(bytes);
              read += bytes.remaining();
              assertTrue(!bytes.hasArray() || isNothingElseIn(bytes));
            }
          }
        });
  }

  private static boolean isNothingElseIn(ByteBuffer bytes) {
    byte[] array = bytes.array().clone();
    int from = bytes.arrayOffset() + bytes.position();
    Arrays.fill(array, from, from + bytes.remaining(), (byte) 0);
    return Arrays.equals(array, new byte[array.length]);
  }

  private static ByteBuffer readOne(StreamEnd end) throws Exception {
    end.await(true, false);
    ByteBuffer bytes = end.on(() -> end.stream.read(1));
    assertNotNull(bytes);
    assertEquals(1, bytes.remaining());
    return bytes;
  }

  @ContractTest
  default void writesOfOneTurnAreTakenWhileThereIsRoom() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          int count =
              link.near()
                  .on(
                      () ->
                          link.near().stream.write(ByteBuffer.allocate(2030))
                              + link.near().stream.write(ByteBuffer.allocate(30)));
          assertEquals(2060, count);
          assertEquals(2060, link.far().take(2060).length);
        });
  }

  @ContractTest
  default void nothingIsToldThatIsOfNoInterest() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          link.near().send((byte) 1);
          // It is writable, and readable.
          link.far().interest(false, false);
          rig.settle();
          assertEquals(0, link.far().tellings());
          assertTrue(link.far().await(true, false).readable());
          assertArrayEquals(new byte[] {1}, link.far().read(1));
          link.far().interest(true, false);
          rig.settle();
          assertEquals(1, link.far().tellings());
        });
  }

  @ContractTest
  default void whatIsOfNoInterestAnyMoreWhenItsTurnComesIsNotTold() throws Exception {
    each(rig -> assertEquals(1, tellings(rig, other -> other.interest(false, false))));
  }

  @ContractTest
  default void whatIsClosedWhenItsTurnComesIsNotTold() throws Exception {
    each(rig -> assertEquals(1, tellings(rig, Stream::close)));
  }

  /** What one of two that become ready at the same time does to the other. */
  @FunctionalInterface
  interface Deed {
    void to(Stream other) throws Exception;
  }

  /** How often two that become ready at the same time are told, if the first does that. */
  private static int tellings(TransportRig rig, Deed deed) throws Exception {
    OpenPort port = rig.listen();
    StreamEnd left = rig.connect(port);
    Stream farLeft = rig.accepted(port);
    StreamEnd right = rig.connect(port);
    Stream farRight = rig.accepted(port);
    int[] tellings = new int[1];
    Loops.on(
        rig.far,
        () -> {
          attach(rig, farLeft, farRight, deed, tellings);
          attach(rig, farRight, farLeft, deed, tellings);
          return rig;
        });
    try (var _ = rig.holdUp(rig.far)) {
      left.send((byte) 1);
      right.send((byte) 2);
    }
    rig.settle();
    return Loops.<Integer>on(rig.far, () -> tellings[0]);
  }

  private static void attach(
      TransportRig rig, Stream stream, Stream other, Deed deed, int[] tellings) throws Exception {
    stream.attach(
        rig.far,
        (readable, writable) -> {
          tellings[0]++;
          stream.interest(false, false);
          try {
            deed.to(other);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @ContractTest
  default void aWriteTakesAllKindsOfBuffers() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          byte[] word = {0, 1, 2, 3, 4, 5, 6, 7};
          List<ByteBuffer> buffers =
              List.of(
                  ByteBuffer.wrap(word),
                  ByteBuffer.wrap(word).asReadOnlyBuffer(),
                  ByteBuffer.allocate(10).put(1, word).position(1).slice().limit(8),
                  ByteBuffer.allocateDirect(8).put(word).flip(),
                  ByteBuffer.allocateDirect(8).put(word).flip().asReadOnlyBuffer(),
                  ByteBuffer.allocateDirect(10).put(1, word).position(1).slice().limit(8));
          for (ByteBuffer buffer : buffers) {
            buffer.position(2).limit(6);
            assertEquals(4, link.near().on(() -> link.near().stream.write(buffer)));
            assertEquals(6, buffer.position());
            assertEquals(6, buffer.limit());
            assertArrayEquals(new byte[] {2, 3, 4, 5}, link.far().take(4));
          }
        });
  }

  @ContractTest
  default void theScratchBufferCanBeWritten() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          StreamEnd near = link.near();
          near.on(
              () -> {
                ByteBuffer scratch = near.stream.scratch().clear();
                assertTrue(scratch.isDirect());
                assertTrue(scratch.capacity() >= 16 << 10, scratch::toString);
                scratch.put((byte) 1).put((byte) 2).flip();
                near.stream.write(scratch);
                assertFalse(scratch.hasRemaining());
                return near.stream.scratch().clear().put(0, (byte) 9);
              });
          assertArrayEquals(new byte[] {1, 2}, link.far().take(2));
        });
  }

  @ContractTest
  default void aBufferThatWasWrittenCanBeUsedAgain() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          link.near()
              .on(
                  () -> {
                    ByteBuffer buffer = ByteBuffer.allocateDirect(1);
                    for (byte b = 1; b <= 3; b++) {
                      link.near().stream.write(buffer.put(0, b).clear());
                    }
                    return buffer.put(0, (byte) 9);
                  });
          assertArrayEquals(new byte[] {1, 2, 3}, link.far().take(3));
        });
  }

  @ContractTest
  default void aWriteOfNothingIsNothing() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          assertEquals(0, link.near().write(new byte[0]));
          link.far().interest(true, false);
          rig.settle();
          assertEquals(0, link.far().tellings());
          link.near().send((byte) 1);
          assertArrayEquals(new byte[] {1}, link.far().take(1));
        });
  }

  @ContractTest
  default void aWriteThatFindsNoRoomIsToldWhenThereIs() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          rig.fill(link.near());
          assertEquals(0, link.near().write(new byte[1]));
          int before = link.near().interest(false, true).tellings();
          rig.settle();
          assertEquals(before, link.near().tellings(), "told of room that is not there");
          // Not told of room if that is of no interest any more.
          link.near().interest(false, false);
          drain(rig, link.far());
          assertEquals(before, link.near().tellings(), "told of what is of no interest");
          assertTrue(link.near().await(false, true).writable());
          assertTrue(link.near().write(new byte[1]) > 0);
        });
  }

  /** Reads until nothing comes. */
  private static void drain(TransportRig rig, StreamEnd end) throws Exception {
    while (end.readSome(64 << 10).length > 0 || settledRead(rig, end) > 0) {
      // go on
    }
  }

  private static int settledRead(TransportRig rig, StreamEnd end) throws Exception {
    rig.settle();
    return end.readSome(64 << 10).length;
  }

  @ContractTest
  default void whoReadsSlowlyHasTheOtherSideWait() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          StreamEnd near = rig.connect(port);
          Stream far = rig.accepted(port);
          AtomicLong unread = new AtomicLong();
          Loops.on(
              rig.far,
              () -> {
                far.attach(rig.far, (_, _) -> unread.addAndGet(-readOne(far)));
                return far;
              });
          // The system's buffers may grow to some megabytes.
          for (int i = 0; i < 1500; i++) {
            long now = unread.addAndGet(near.write(new byte[64 << 10]));
            assertTrue(now < 64 << 20, "it takes everything that nobody has read");
          }
        });
  }

  private static int readOne(Stream stream) {
    try {
      ByteBuffer one = stream.read(1);
      return one == null ? 0 : one.remaining();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ContractTest
  default void whileOneDirectionIsFullTheOtherGoesOn() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          rig.fill(link.near());
          link.far().send(new byte[10_000]);
          assertEquals(10_000, link.near().take(10_000).length);
        });
  }

  @ContractTest
  default void bytesArriveInOrderHoweverTheyAreWrittenAndRead() throws Exception {
    seeded(
        seed ->
            each(
                rig -> {
                  SplittableRandom random = new SplittableRandom(seed);
                  byte[] sent = new byte[2_000_000];
                  random.nextBytes(sent);
                  var link = rig.link();
                  ByteArrayOutputStream came = new ByteArrayOutputStream();
                  for (int at = 0; came.size() < sent.length; ) {
                    if (at < sent.length) {
                      int to = Math.min(sent.length, at + random.nextInt(1, 100_000));
                      at += link.near().write(Arrays.copyOfRange(sent, at, to));
                    }
                    came.writeBytes(link.far().readSome(random.nextInt(1, 100_000)));
                  }
                  assertArrayEquals(sent, came.toByteArray());
                }));
  }

  @ContractTest
  default void aSharedMessageIsWrittenAndLeftAsItIs() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          byte[] word = {0, 1, 2, 3, 4, 5, 6, 7};
          List<ByteBuffer> messages =
              List.of(
                  ByteBuffer.wrap(word),
                  ByteBuffer.wrap(word).asReadOnlyBuffer(),
                  ByteBuffer.allocateDirect(8).put(word).flip(),
                  ByteBuffer.allocateDirect(8).put(word).flip().asReadOnlyBuffer(),
                  ByteBuffer.allocate(10).put(1, word).position(1).slice().limit(8),
                  ByteBuffer.allocateDirect(10).put(1, word).position(1).slice().limit(8));
          for (ByteBuffer message : messages) {
            // Where others have left it says nothing.
            message.position(3).limit(4);
            assertEquals(4, link.near().on(() -> link.near().stream.writeShared(message, 2, 4)));
            assertEquals(3, message.position());
            assertEquals(4, message.limit());
            assertArrayEquals(new byte[] {2, 3, 4, 5}, link.far().take(4));
          }
        });
  }

  @ContractTest
  default void whatIsWrittenAheadIsSentThoughNothingFollows() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          byte[] word = {1, 2, 3};
          int taken = link.near().on(() -> link.near().stream.writeAhead(ByteBuffer.wrap(word)));
          assertEquals(3, taken);
          assertArrayEquals(word, link.far().take(3));
        });
  }

  @ContractTest
  default void sharedMessagesKeepTheirPlaceAmongOthers() throws Exception {
    seeded(
        seed ->
            each(
                rig -> {
                  SplittableRandom random = new SplittableRandom(seed);
                  byte[] sent = new byte[2_000_000];
                  random.nextBytes(sent);
                  ByteBuffer message = ByteBuffer.allocateDirect(sent.length).put(sent).flip();
                  var link = rig.link();
                  StreamEnd near = link.near();
                  ByteArrayOutputStream came = new ByteArrayOutputStream();
                  for (int[] at = {0}; came.size() < sent.length; ) {
                    // Several in a turn.
                    int writes = random.nextInt(4);
                    near.on(
                        () -> {
                          for (int i = 0; i < writes && at[0] < sent.length; i++) {
                            int count = Math.min(sent.length - at[0], random.nextInt(1, 60_000));
                            at[0] +=
                                random.nextBoolean()
                                    ? near.stream.writeShared(message, at[0], count)
                                    : near.stream.write(ByteBuffer.wrap(sent, at[0], count));
                          }
                          return at;
                        });
                    came.writeBytes(link.far().readSome(random.nextInt(1, 40_000)));
                  }
                  assertArrayEquals(sent, came.toByteArray());
                }));
  }

  @ContractTest
  default void aSharedMessageThatWasTakenIsSentThoughNobodyElseHasItAndTheStreamIsClosed()
      throws Exception {
    each(
        rig -> {
          var link = rig.link();
          StreamEnd near = link.near();
          // Whatever the system has no room for is still to be read from the messages.
          int[] taken = new int[1];
          for (int more = 1; more > 0; ) {
            more =
                near.on(
                    () -> {
                      ByteBuffer message = ByteBuffer.allocateDirect(50_000);
                      for (int i = 0; i < message.capacity(); i++) {
                        message.put(i, (byte) (taken[0] + i));
                      }
                      return near.stream.writeShared(message, 0, message.capacity());
                    });
            taken[0] += more;
            if (more == 0) {
              break;
            }
            rig.settle();
          }
          near.close();
          for (int i = 0; i < 3; i++) {
            System.gc(); // what is freed is soon another's
            ByteBuffer.allocateDirect(50_000).put(0, (byte) -1);
          }
          byte[] came = link.far().takeAll();
          assertEquals(taken[0], came.length);
          for (int i = 0; i < came.length; i++) {
            if (came[i] != (byte) i) {
              throw new AssertionError("byte %d is %d".formatted(i, came[i]));
            }
          }
        });
  }
}
