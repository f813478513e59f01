package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.testbed.TransportContract.Feature;

/** Many connections, and what becomes of the system's resources. */
interface LoadRules extends TransportRules {

  @ContractTest
  default void aBurstOfConnectionsIsAccepted() throws Exception {
    each(
        rig -> {
          OpenPort port = rig.listen();
          List<StreamEnd> waiting = new ArrayList<>();
          for (byte i = 0; i < 100; i++) {
            waiting.add(rig.connect(port).send(i));
          }
          for (byte i = 0; i < 100; i++) {
            StreamEnd far = rig.accept(port);
            byte number = far.take(1)[0];
            far.send((byte) -number);
            assertArrayEquals(new byte[] {(byte) -number}, waiting.get(number).take(1));
          }
        });
  }

  @ContractTest
  default void aThousandConnectionsAreServedAtOnce() throws Exception {
    seeded(seed -> each(rig -> converse(rig, new SplittableRandom(seed), 1000, 2000)));
  }

  @ContractTest
  default void whatIsWrittenIsReadInWhateverOrderThingsHappen() throws Exception {
    seeded(seed -> each(rig -> converse(rig, new SplittableRandom(seed), 20, 1_000_000)));
  }

  /**
   * Connects, and lets both sides of each connection say all that they have to say at the same
   * time.
   *
   * @param most the most bytes that a side says
   */
  private static void converse(TransportRig rig, SplittableRandom random, int count, int most)
      throws Exception {
    OpenPort port = rig.listen();
    List<Talker> talkers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Stream near = rig.connecting(port.address(), Options.NONE);
      Stream far = rig.accepted(port);
      var up = new Talker.Speech(random.nextInt(), random.nextInt(most));
      var down = new Talker.Speech(random.nextInt(), random.nextInt(most));
      talkers.add(new Talker(rig.near, near, up, down, random.split()));
      talkers.add(new Talker(rig.far, far, down, up, random.split()));
    }
    for (Talker talker : talkers) {
      talker.begin();
    }
    for (Talker talker : talkers) {
      Loops.get(talker.over());
    }
  }

  @ContractTest
  default void noDescriptorIsLeftOpen() throws Exception {
    needs(Feature.DESCRIPTORS);
    Path descriptors = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(descriptors), "this system does not say what is open");
    each(rig -> openAndClose(rig, 1));
    long before = count(descriptors);
    for (int i = 0; i < 5; i++) {
      each(rig -> openAndClose(rig, 20));
    }
    long left = count(descriptors) - before;
    // Others of this process may open some meanwhile.
    assertTrue(left < 50, () -> left + " descriptors are left open");
  }

  private static void openAndClose(TransportRig rig, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      OpenPort port = rig.listen();
      var link = rig.link(port, Options.NONE);
      link.near().close();
      link.far().abort();
      port.port.close();
      try {
        rig.connect(port);
      } catch (IOException e) {
        // A connection that failed holds no descriptor either.
      }
      rig.transport.newPoller().close();
    }
  }

  private static long count(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.count();
    }
  }

  @ContractTest
  default void outOfDescriptorsItFailsAndRecovers() throws Exception {
    needs(Feature.DESCRIPTORS);
    Path shell = Path.of("/bin/sh");
    assumeTrue(Files.isExecutable(shell), "there is no shell to set a limit");
    assertEquals("", OutOfDescriptors.runIn(shell, getClass()));
  }
}
