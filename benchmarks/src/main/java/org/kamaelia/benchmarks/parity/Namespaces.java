package org.kamaelia.benchmarks.parity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two network namespaces, each with a TUN device that exists. */
final class Namespaces implements AutoCloseable {
  static final String ADDRESS_1 = "10.78.0.1";
  static final String ADDRESS_2 = "10.78.0.2";

  private final String first;
  private final String second;

  private Namespaces(String name) {
    first = name + "a-" + ProcessHandle.current().pid();
    second = name + "b-" + ProcessHandle.current().pid();
  }

  /** Whether they can be made here. */
  static boolean arePossible() throws IOException {
    if (!Files.isWritable(Path.of("/dev/net/tun"))) {
      return false;
    }
    try (Namespaces trial = new Namespaces("trial")) {
      run("iperf3", "--version");
      run("ip", "netns", "add", trial.first);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Makes them, and puts the devices into them. */
  static Namespaces with(String name, String device1, String device2) throws IOException {
    Namespaces spaces = new Namespaces(name);
    try {
      add(spaces.first, device1, ADDRESS_1);
      add(spaces.second, device2, ADDRESS_2);
    } catch (IOException e) {
      spaces.close();
      throw e;
    }
    return spaces;
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

  private static String[] in(String name, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(List.of(command));
    return all.toArray(String[]::new);
  }

  private static String run(String... command) throws IOException {
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
