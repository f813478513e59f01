package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the server stands: crowds, peers that do not read, and protocols that go wrong. */
@Timeout(300)
class StrainIT {
  private static final Path TROUBLE = Path.of(System.getProperty("kamaelia.trouble.jar"));

  @TempDir Path temp;

  @Test
  void tenThousandConnectionsAreServedInAHeapOf512MiB() throws Exception {
    try (Kamaelia kamaelia = new Kamaelia(temp)) {
      kamaelia.environment("JAVA_OPTS", "-Xmx512m");
      kamaelia.startDaemon();
      List<Socket> crowd = crowd(10_000, kamaelia.port("echo"));
      try {
        assertThat(kamaelia.console("listeners")).containsPattern("echo +serving.* 10[ ,]?000 ");
        for (int i = 0; i < crowd.size(); i++) {
          assertThat(ask(crowd.get(i), "I am number " + i)).isEqualTo("I am number " + i);
        }
        assertThat(kamaelia.console("topology").lines().count())
            .as("lines, of ten thousand connections")
            .isLessThan(1000);
      } finally {
        closeAll(crowd);
      }
    }
  }

  @Test
  void aProtocolThatGoesWrongTouchesNoOther() throws Exception {
    try (Kamaelia kamaelia = new Kamaelia(temp)) {
      kamaelia.startDaemon();
      Files.copy(TROUBLE, kamaelia.base.resolve("deploy/trouble.jar"));
      int port = Kamaelia.freePort();
      await("the protocol is there", () -> kamaelia.console("protocols").contains("trouble"));
      kamaelia.console("bind trouble 127.0.0.1:" + port + " --name fire-drill");
      List<Socket> others = crowd(500, port);
      others.addAll(crowd(500, kamaelia.port("echo")));
      try {
        for (String trouble : List.of("throw", "overflow", "die")) {
          try (Socket victim = connect(port)) {
            send(victim, trouble);
            assertThat(isCut(victim)).as(trouble).isTrue();
          }
        }
        for (Socket other : others) {
          assertThat(ask(other, "unmoved")).isEqualTo("unmoved");
        }
        try (Socket spinner = connect(port)) {
          send(spinner, "spin");
          await(
              "it is named, with its place in the code",
              () ->
                  kamaelia
                      .console("diag")
                      .matches("(?s).*listener\\[fire-drill\\]/conn\\[\\d+\\]/Trouble.*spin.*"));
          // Its own loop is lost to it; new connections go to the others.
          for (int i = 0; i < 4; i++) {
            try (Socket later = connect(kamaelia.port("echo"))) {
              assertThat(ask(later, "later")).isEqualTo("later");
            }
          }
          assertThat(kamaelia.console("connections")).contains("trouble");
          assertThat(kamaelia.console("topology")).contains("echo");
        }
        assertThat(kamaelia.run("stop", "--timeout", "60").exitCode()).isZero();
      } finally {
        closeAll(others);
      }
    }
  }

  @Test
  void aPeerThatDoesNotReadCannotFillTheHeap() throws Exception {
    try (Kamaelia kamaelia = new Kamaelia(temp)) {
      kamaelia.environment("JAVA_OPTS", "-Xmx48m");
      kamaelia.startDaemon();
      try (SocketChannel stalled = SocketChannel.open()) {
        stalled.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        stalled.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), kamaelia.port("echo")));
        stalled.configureBlocking(false);
        long taken = fill(stalled);
        // The system's own buffers may hold 32 MiB for one side and 4 for the other.
        assertThat(taken).as("bytes that are on their way").isLessThan(64 << 20);
        try (Socket other = connect(kamaelia.port("echo"))) {
          assertThat(ask(other, "still here")).isEqualTo("still here");
        }
        assertThat(readBack(stalled, taken)).as("bytes that came back").isEqualTo(taken);
      }
      assertThat(kamaelia.log()).doesNotContain("OutOfMemory");
    }
  }

  /** Writes until nothing has been taken for a while; tells how much was. */
  private static long fill(SocketChannel channel) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
    long taken = 0;
    int refused = 0;
    while (refused < 200 && taken < 256L << 20) {
      int count = channel.write(chunk.clear());
      taken += count;
      if (count == 0) {
        refused++;
        LockSupport.parkNanos(5_000_000);
      } else {
        refused = 0;
      }
    }
    return taken;
  }

  private static long readBack(SocketChannel channel, long wanted) throws IOException {
    channel.configureBlocking(true);
    ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
    long read = 0;
    while (read < wanted) {
      int count = channel.read(chunk.clear());
      if (count < 0) {
        break;
      }
      read += count;
    }
    return read;
  }

  private static List<Socket> crowd(int size, int port) throws IOException {
    List<Socket> crowd = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      crowd.add(connect(port));
    }
    for (Socket one : crowd) {
      // So that each is known to be served, not just queued.
      assertThat(ask(one, "x")).isEqualTo("x");
    }
    return crowd;
  }

  private static void closeAll(List<Socket> crowd) throws IOException {
    for (Socket one : crowd) {
      one.close();
    }
  }

  private static String ask(Socket socket, String text) throws IOException {
    send(socket, text);
    byte[] answer = socket.getInputStream().readNBytes(text.length());
    return new String(answer, StandardCharsets.US_ASCII);
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether the server ends the connection, in whatever way. */
  private static boolean isCut(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    socket.setTcpNoDelay(true);
    return socket;
  }
}
