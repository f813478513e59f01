package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.transport.FileTransfer;

/** Files that are sent. */
interface FileRules extends TransportRules {

  @ContractTest
  default void partsOfAFileKeepTheirPlaceAmongWhatIsWritten() throws Exception {
    seeded(
        seed ->
            each(
                rig -> {
                  SplittableRandom random = new SplittableRandom(seed);
                  byte[] sent = new byte[3_000_000];
                  random.nextBytes(sent);
                  Path path = Files.write(rig.folder().resolve("file"), sent);
                  ByteBuffer message = ByteBuffer.allocateDirect(sent.length).put(sent).flip();
                  var link = rig.link();
                  StreamEnd near = link.near();
                  FileTransfer file = near.on(() -> near.stream.file(FileRegion.of(path)));
                  ByteArrayOutputStream came = new ByteArrayOutputStream();
                  for (int[] at = {0}; came.size() < sent.length; ) {
                    // Several in a turn.
                    int writes = random.nextInt(4);
                    near.on(
                        () -> {
                          for (int i = 0; i < writes && at[0] < sent.length; i++) {
                            int count = Math.min(sent.length - at[0], random.nextInt(1, 60_000));
                            at[0] +=
                                switch (random.nextInt(6)) {
                                  case 0 -> near.stream.writeShared(message, at[0], count);
                                  case 1 -> near.stream.write(ByteBuffer.wrap(sent, at[0], count));
                                  case 2 -> {
                                    ByteBuffer head = ByteBuffer.wrap(sent, at[0], count);
                                    int ahead = near.stream.writeAhead(head);
                                    int next = at[0] + ahead;
                                    yield head.hasRemaining() || next == sent.length
                                        ? ahead
                                        : ahead + file.send(next, count);
                                  }
                                  case 3 -> file.send(at[0], 16 * count);
                                  default -> file.send(at[0], 4 * count);
                                };
                          }
                          return at;
                        });
                    came.writeBytes(link.far().readSome(random.nextInt(1, 40_000)));
                  }
                  near.on(
                      () -> {
                        file.close();
                        file.close();
                        return file;
                      });
                  assertArrayEquals(sent, came.toByteArray());
                }));
  }

  @ContractTest
  default void whatWasTakenOfAFileIsSentBeforeTheEnd() throws Exception {
    each(
        rig -> {
          byte[] bytes = new byte[1_000_000];
          new SplittableRandom(1).nextBytes(bytes);
          Path path = Files.write(rig.folder().resolve("file"), bytes);
          var link = rig.link();
          StreamEnd near = link.near();
          int taken =
              near.on(
                  () -> {
                    near.stream.write(ByteBuffer.wrap(bytes, 0, 1));
                    try (var file = near.stream.file(FileRegion.of(path))) {
                      int count = file.send(1, bytes.length);
                      near.stream.endOutput();
                      return 1 + count;
                    }
                  });
          assertArrayEquals(Arrays.copyOf(bytes, taken), link.far().takeAll());
        });
  }

  @ContractTest
  default void whereThereIsNoRoomForAFileThatIsTold() throws Exception {
    each(
        rig -> {
          Path path = Files.write(rig.folder().resolve("file"), new byte[1_000_000]);
          var link = rig.link();
          StreamEnd near = link.near();
          FileTransfer file = near.on(() -> near.stream.file(FileRegion.of(path)));
          for (int full = 0; full < 2; ) {
            full = near.on(() -> file.send(0, 1_000_000)) == 0 ? full + 1 : 0;
            rig.settle();
          }
          near.interest(false, true);
          while (near.tellings() == 0) {
            link.far().readSome(1000);
          }
          while (near.on(() -> file.send(7, 10)) == 0) {
            near.await(false, true);
          }
          near.on(
              () -> {
                file.close();
                return file;
              });
        });
  }

  @ContractTest
  default void aFileThatHasEndedSaysSo() throws Exception {
    each(
        rig -> {
          Path path = Files.write(rig.folder().resolve("file"), new byte[] {1, 2, 3});
          var link = rig.link();
          StreamEnd near = link.near();
          near.on(
              () -> {
                try (var file = near.stream.file(FileRegion.of(path))) {
                  assertEquals(2, file.send(1, 1000));
                  assertEquals(-1, file.send(3, 1));
                  assertEquals(-1, file.send(1000, 1));
                  assertEquals(-1, file.send(3, 1_000_000));
                  Files.write(path, new byte[] {1});
                  assertEquals(-1, file.send(1, 1));
                }
                return near;
              });
          assertArrayEquals(new byte[] {2, 3}, link.far().take(2));
        });
  }

  @ContractTest
  default void aFileThatIsNotThereIsAnError() throws Exception {
    each(
        rig -> {
          var link = rig.link();
          Path path = Files.write(rig.folder().resolve("file"), new byte[] {1});
          FileRegion region = FileRegion.of(path);
          Files.delete(path);
          link.near()
              .on(() -> assertThrows(IOException.class, () -> link.near().stream.file(region)));
          // And nobody else's trouble.
          link.near().send((byte) 1);
          assertArrayEquals(new byte[] {1}, link.far().take(1));
        });
  }
}
