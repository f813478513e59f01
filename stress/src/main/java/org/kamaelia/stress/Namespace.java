package org.kamaelia.stress;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of its own, in which nobody else is disturbed and raw sockets are allowed: addresses in
 * 10.0.0.0/8 lead nowhere, as there is only the loopback interface. It has CUBIC, whatever the
 * machine has, and keeps no connection that is over (TIME_WAIT): those of the attackers, who end
 * first, are on their machines elsewhere.
 */
final class Namespace {
  private static final String PREPARE =
      "ip link set lo up && ip route add 10.0.0.0/8 dev lo"
          + " && for to in 127.0.0.1 127.0.0.0/8; do"
          + " ip route replace local $to dev lo table local congctl cubic || exit 1; done"
          + " && echo 0 > /proc/sys/net/ipv4/tcp_max_tw_buckets"
          + " && exec \"$@\"";

  private Namespace() {}

  /** Whether there can be one: it takes unshare, ip, and a system that lets us. */
  static boolean isThere() throws IOException, InterruptedException {
    return run(
            List.of("true"),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
        == 0;
  }

  private static int run(List<String> command, PrintStream out)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("unshare"));
    // Who is not root may be in a namespace of users.
    all.add(System.getProperty("user.name").equals("root") ? "-n" : "-rn");
    all.addAll(List.of("sh", "-c", PREPARE, "sh"));
    all.addAll(command);
    try {
      Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
      process.inputReader(StandardCharsets.UTF_8).lines().forEach(out::println);
      return process.waitFor();
    } catch (IOException e) {
      // There is no unshare.
      return -1;
    }
  }

  /** Runs a class of ours in one, and returns how it ended. */
  static int run(PrintStream out, Class<?> main, String... words)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-ea",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(words));
    return run(command, out);
  }
}
