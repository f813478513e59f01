package org.kamaelia.testbed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.function.Executable;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Stream;

/** A process that has few descriptors, uses them up, and gives some back. */
final class OutOfDescriptors {
  private static final int LIMIT = 200;

  private OutOfDescriptors() {}

  /**
   * Runs it in a process of its own.
   *
   * @param test whose transport it is
   * @return what went wrong, or nothing
   */
  static String runIn(Path shell, Class<?> test) throws IOException, InterruptedException {
    Path output = Files.createTempFile("kamaelia", ".log");
    try {
      Process process =
          new ProcessBuilder(
                  shell.toString(),
                  "-c",
                  "ulimit -n %d && exec \"$0\" \"$@\"".formatted(LIMIT),
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "--add-opens=java.base/java.lang=ALL-UNNAMED",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  OutOfDescriptors.class.getName(),
                  test.getName())
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(50, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "it does not end: " + Files.readString(output, StandardCharsets.UTF_8);
      }
      return process.exitValue() == 0 ? "" : Files.readString(output, StandardCharsets.UTF_8);
    } finally {
      Files.delete(output);
    }
  }

  /** The process's main; its argument is the name of a {@link TransportContract}. */
  public static void main(String... args) throws Exception {
    var constructor = Class.forName(args[0]).getDeclaredConstructor();
    constructor.setAccessible(true);
    ((TransportRules) constructor.newInstance())
        .each(
            rig -> {
              OpenPort port = rig.listen();
              rig.settle();
              // Once without want, so that nothing has to be loaded when nothing can be opened.
              shed(rig, port, connect(rig, port, 3));
              List<StreamEnd> nears = connect(rig, port, Integer.MAX_VALUE);
              failsForWant(port::acceptNow);
              failsForWant(() -> rig.transport.newPoller());
              failsForWant(() -> rig.open(rig.newAddress(), Options.NONE));
              failsForWant(port::acceptNow);
              shed(rig, port, nears);
              var link = rig.link(port, Options.NONE);
              link.near().send((byte) 1);
              assertArrayEquals(new byte[] {1}, link.far().take(1));
            });
  }

  /** Connects until there are so many, or there is no descriptor left; nobody accepts. */
  private static List<StreamEnd> connect(TransportRig rig, OpenPort port, int most)
      throws Exception {
    SocketAddress address = port.address();
    List<StreamEnd> nears = new ArrayList<>();
    while (nears.size() < most) {
      try {
        nears.add(StreamEnd.open(rig.near, rig.connecting(address, Options.NONE)));
      } catch (IOException e) {
        assertSaysWhy(e);
        break;
      }
    }
    return nears;
  }

  /** Closes half of them, and then can accept what waits. */
  private static void shed(TransportRig rig, OpenPort port, List<StreamEnd> nears)
      throws Exception {
    for (int i = 0; i < nears.size(); i += 2) {
      nears.get(i).close();
    }
    rig.settle();
    for (int i = 0; i < nears.size(); i++) {
      Stream waited = port.accept();
      waited.close();
    }
    for (StreamEnd near : nears) {
      near.close();
    }
    rig.settle();
  }

  private static void failsForWant(Executable deed) {
    assertSaysWhy(assertThrows(IOException.class, deed));
  }

  private static void assertSaysWhy(IOException e) {
    TransportRules.assertSays("Too many open files", e);
  }
}
