package org.kamaelia.link.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Two network namespaces of a test, with a TUN device each. */
final class Namespaces implements AutoCloseable {
  static final String ADDRESS_1 = "10.77.0.1";
  static final String ADDRESS_2 = "10.77.0.2";

  private final String first = "kam1-" + ProcessHandle.current().pid();
  private final String second = "kam2-" + ProcessHandle.current().pid();

  /** Skips the test where there can be none. */
  static void assumePossible(String... commands) throws Exception {
    assume(Files.isWritable(Path.of("/dev/net/tun")), "no /dev/net/tun");
    assume("0".equals(run("id", "-u").strip()), "not root");
    for (String command : commands) {
      assume(
          new ProcessBuilder("sh", "-c", "command -v " + command).start().waitFor() == 0,
          "no " + command);
    }
    try (var space = new Namespaces()) {
      run("ip", "netns", "add", space.first);
    } catch (IOException e) {
      assume(false, "no network namespace: " + e.getMessage());
    }
  }

  private static void assume(boolean is, String otherwise) {
    if (!is) {
      System.out.println("skipped, for there is " + otherwise);
    }
    Assumptions.assumeTrue(is, otherwise);
  }

  /** Makes them, and puts the devices into them. */
  Namespaces with(String device1, String device2) throws IOException {
    add(first, device1, ADDRESS_1);
    add(second, device2, ADDRESS_2);
    return this;
  }

  private static void add(String name, String device, String address) throws IOException {
    run("ip", "netns", "add", name);
    run("ip", "link", "set", device, "netns", name);
    run("ip", "-n", name, "address", "add", address + "/24", "dev", device);
    run("ip", "-n", name, "link", "set", device, "up");
    run("ip", "-n", name, "link", "set", "lo", "up");
  }

  /** Runs a program in the first one to its end. */
  String inFirst(String... command) throws IOException {
    return run(in(first, command));
  }

  /** Starts a program in the second one. */
  Process startInSecond(String... command) throws IOException {
    return new ProcessBuilder(in(second, command)).redirectErrorStream(true).start();
  }

  String inSecond(String... command) throws IOException {
    return run(in(second, command));
  }

  private static String[] in(String name, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(List.of(command));
    return all.toArray(String[]::new);
  }

  static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return output;
  }

  @Override
  public void close() throws IOException {
    for (String name : List.of(first, second)) {
      if (Files.exists(Path.of("/run/netns", name))) {
        run("ip", "netns", "delete", name);
      }
    }
  }
}
