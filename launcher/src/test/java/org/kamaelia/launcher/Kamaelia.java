package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The distribution's command, as its users have it, with a base folder whose listeners are at free
 * ports. Whatever it started is gone when it is closed.
 */
final class Kamaelia implements AutoCloseable {

  /** How long anything may take on a machine that is busy. */
  static final long SECONDS = 60;

  private static final Pattern ADDRESS = Pattern.compile("(?m)^address = 127\\.0\\.0\\.1:\\d+$");

  /** The ports that were given out. */
  private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

  /** What a command did. */
  record Result(int exitCode, String out, String err) {}

  final Path dist;
  final Path base;
  private final Path temp;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private final List<Process> processes = new ArrayList<>();

  Kamaelia(Path temp) throws IOException {
    this(temp, Path.of(System.getProperty("kamaelia.dist")));
  }

  Kamaelia(Path temp, Path dist) throws IOException {
    this.temp = temp;
    this.dist = dist;
    base = temp.resolve("base");
    Files.createDirectories(base.resolve("etc"));
    for (Path file : list(dist.resolve("etc"))) {
      Path copy = Files.copy(file, base.resolve("etc").resolve(file.getFileName()));
      Matcher address = ADDRESS.matcher(Files.readString(file));
      if (address.find()) {
        int port = freePort();
        ports.put(file.getFileName().toString().replaceAll(".*-(.*)\\.cfg", "$1"), port);
        Files.writeString(copy, address.replaceFirst("address = 127.0.0.1:" + port));
      }
    }
  }

  /** A port that nobody has, and nobody else is given here: the system may name one twice. */
  static int freePort() throws IOException {
    int port;
    do {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
    } while (!PORTS.add(port));
    return port;
  }

  /** Makes a listener for a protocol that the distribution does not bring. */
  void listener(String protocol) throws IOException {
    int port = freePort();
    ports.put(protocol, port);
    Files.writeString(
        base.resolve("etc/org.kamaelia.net.listener-" + protocol + ".cfg"),
        "protocol = %s%naddress = 127.0.0.1:%d%n".formatted(protocol, port));
  }

  /** The port of one of the distribution's listeners, here. */
  int port(String listener) {
    return ports.get(listener);
  }

  /** Sets a variable for the commands that follow. */
  void environment(String name, String value) {
    environment.put(name, value);
  }

  /** Runs a command of the server's folder to its end. */
  Result run(String... words) throws IOException, InterruptedException {
    return run(start(words));
  }

  /** Waits for the end of what {@link #start} began. */
  Result run(Process process) throws IOException, InterruptedException {
    int number = processes.indexOf(process);
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
        .as(() -> "it ends; so far: " + out(number, "out") + out(number, "err"))
        .isTrue();
    return new Result(process.exitValue(), out(number, "out"), out(number, "err"));
  }

  /** Starts a command of the server's folder. */
  Process start(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(dist.resolve("bin/kamaelia").toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--base", base.toString()));
    return start(command, Path.of("/dev/null"));
  }

  /** Runs a tool of the system to its end. */
  Result tool(Path input, String... words) throws IOException, InterruptedException {
    return run(start(List.of(words), input));
  }

  private Process start(List<String> command, Path input) throws IOException {
    int number = processes.size();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectOutput(temp.resolve(number + ".out").toFile())
            .redirectError(temp.resolve(number + ".err").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** What the latest process has printed, as a file. */
  Path lastOutput() {
    return temp.resolve(processes.size() - 1 + ".out");
  }

  /** What a command has printed so far. */
  String out(Process process) {
    return out(processes.indexOf(process), "out");
  }

  /** The errors, log lines among them, that a command has printed so far. */
  String err(Process process) {
    return out(processes.indexOf(process), "err");
  }

  private String out(int number, String kind) {
    return read(temp.resolve(number + "." + kind));
  }

  /** Leaves a server running. */
  void startDaemon() throws IOException, InterruptedException {
    Result started = run("start", "--daemon");
    assertThat(started.exitCode()).as(() -> started + log()).isZero();
  }

  /** The number that the console has for the connection of a socket of ours. */
  String connection(Socket socket) throws Exception {
    String peer = "127.0.0.1:" + socket.getLocalPort() + " ";
    return console("connections | grep " + peer).strip().replaceFirst(" .*", "");
  }

  /** One command at the console, which must succeed. */
  String console(String command) throws IOException, InterruptedException {
    Result result = run("console", "-c", command);
    assertThat(result.exitCode()).as(result::toString).isZero();
    return result.out();
  }

  /** The server that runs in the folder. */
  ProcessHandle server() throws IOException {
    return lastServer().orElseThrow();
  }

  private Optional<ProcessHandle> lastServer() throws IOException {
    String pid = read(base.resolve("var/kamaelia.pid")).split(" ")[0];
    return pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
  }

  String log() {
    return read(base.resolve("var/log/kamaelia.log"));
  }

  /** Waits until something holds. */
  static void await(String what, Callable<Boolean> holds) throws Exception {
    await(() -> what, holds);
  }

  static void await(Supplier<String> what, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!holds.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + SECONDS + " s: " + what.get());
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  /** Files of a folder, sorted. */
  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    processes.forEach(Process::destroyForcibly);
    lastServer().ifPresent(ProcessHandle::destroyForcibly);
  }
}
