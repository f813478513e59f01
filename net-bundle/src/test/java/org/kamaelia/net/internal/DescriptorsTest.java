package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.Server;

/** A server in a process of its own that has few descriptors. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class DescriptorsTest {
  private static final int DESCRIPTORS = 150;

  /** Serves until its input ends. */
  static final class Main {
    private Main() {}

    public static void main(String[] words) throws IOException {
      try (var server = Server.start(1)) {
        server.register("echo", "1", ConnectionTest::echo);
        System.out.println(server.bind(ListenerSpec.of("a", "echo", "127.0.0.1:0")).address());
        while (System.in.read() >= 0) {
          server
              .listeners()
              .getFirst()
              .rejections()
              .forEach((reason, count) -> System.out.println(reason + "=" + count));
        }
      }
    }
  }

  @Test
  void whoComesWhenNoDescriptorIsLeftIsClosedAndLaterOnesAreServedAgain() throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n " + DESCRIPTORS + "; exec \"$@\"",
                "sh",
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<Client> served = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      String address = out.readLine();
      int shed = 0;
      for (int i = 0; i < 2 * DESCRIPTORS; i++) {
        var client = new Client(address);
        if (answers(client)) {
          served.add(client);
        } else {
          shed++;
          client.close();
        }
      }
      assertThat(served).hasSizeBetween(DESCRIPTORS / 3, DESCRIPTORS);
      assertThat(answers(served.getFirst())).isTrue();
      process.outputWriter().append('\n').flush();
      assertThat(out.readLine()).isEqualTo("%s=%d", Rejection.NO_DESCRIPTORS, shed);
      for (Client client : served) {
        client.close();
      }
      served.clear();
      Wait.until("there is room again", () -> answersAgain(address));
    } finally {
      for (Client client : served) {
        client.close();
      }
      process.destroy();
      process.waitFor();
    }
  }

  private static boolean answersAgain(String address) {
    try (var client = new Client(address)) {
      return answers(client);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean answers(Client client) throws IOException {
    try {
      return client.send("hello").read(5).equals("hello");
    } catch (SocketException e) {
      // Closed with what was sent unread.
      return false;
    }
  }
}
