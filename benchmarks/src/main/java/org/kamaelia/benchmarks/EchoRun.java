package org.kamaelia.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Compares echo servers side by side: interleaved rounds, each server in a process of its own on
 * one processor, the load on another. What counts is the server's CPU time for one echo, as raw
 * speed depends on who else uses the machine.
 */
final class EchoRun {
  private static final int BYTES = 64;
  private static final int ROUNDS = 5;
  private static final Duration WARMUP = Duration.ofSeconds(4);
  private static final Duration MEASURE = Duration.ofSeconds(4);

  private final int connections;

  private EchoRun(int connections) {
    this.connections = connections;
  }

  /** One measurement: microseconds of server CPU an echo, and echoes a second. */
  private record Result(double cpuMicros, double rate) {}

  static void run(int connections) throws Exception {
    new EchoRun(connections).compare();
  }

  private void compare() throws Exception {
    Map<EchoServers, List<Result>> results = new EnumMap<>(EchoServers.class);
    for (int round = 1; round <= ROUNDS; round++) {
      for (EchoServers server : EchoServers.values()) {
        Result result = measure(server);
        results.computeIfAbsent(server, ignored -> new ArrayList<>()).add(result);
        System.err.printf(
            "round %d of %d: %-11s %.2f us CPU, %,.0f echoes/s%n",
            round, ROUNDS, server, result.cpuMicros, result.rate);
      }
    }
    double raw = median(results.get(EchoServers.RAW_NIO));
    System.out.printf(
        "%d connections, %d bytes: server CPU per echo, %d interleaved rounds%n",
        connections, BYTES, ROUNDS);
    System.out.println("| server | median us | range us | to raw NIO | echoes/s (median) |");
    System.out.println("| --- | --- | --- | --- | --- |");
    results.forEach(
        (server, rounds) ->
            System.out.printf(
                "| %s | %.2f | %.2f to %.2f | %.2f | %,.0f |%n",
                server,
                median(rounds),
                rounds.stream().mapToDouble(Result::cpuMicros).min().orElseThrow(),
                rounds.stream().mapToDouble(Result::cpuMicros).max().orElseThrow(),
                median(rounds) / raw,
                rounds.stream().mapToDouble(Result::rate).sorted().toArray()[ROUNDS / 2]));
  }

  private Result measure(EchoServers server) throws Exception {
    Process process =
        new ProcessBuilder(
                "taskset",
                "-c",
                "0",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "echo-server",
                server.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String port = out.readLine();
      if (port == null) {
        throw new IOException(server + " did not start");
      }
      return load(Integer.parseInt(port), process.pid());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Keeps one echo under way on each connection, and counts them. */
  private Result load(int port, long pid) throws IOException {
    try (var selector = Selector.open()) {
      ByteBuffer message = ByteBuffer.allocateDirect(BYTES);
      for (int i = 0; i < connections; i++) {
        var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new int[1]);
        channel.write(message.clear());
      }
      long[] echoes = new long[1];
      pump(selector, message, echoes, WARMUP);
      echoes[0] = 0;
      double cpuBefore = cpuSeconds(pid);
      long begun = System.nanoTime();
      pump(selector, message, echoes, MEASURE);
      double seconds = (System.nanoTime() - begun) / 1e9;
      double cpu = cpuSeconds(pid) - cpuBefore;
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      return new Result(cpu * 1e6 / echoes[0], echoes[0] / seconds);
    }
  }

  private static void pump(Selector selector, ByteBuffer buffer, long[] echoes, Duration time)
      throws IOException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      selector.select(key -> answer(key, buffer, echoes), 100);
    }
  }

  private static void answer(SelectionKey key, ByteBuffer buffer, long[] echoes) {
    try {
      var channel = (SocketChannel) key.channel();
      int[] pending = (int[]) key.attachment();
      int read = channel.read(buffer.clear());
      if (read < 0) {
        throw new IOException("the server closed a connection");
      }
      pending[0] += read;
      if (pending[0] == BYTES) {
        pending[0] = 0;
        echoes[0]++;
        channel.write(buffer.clear());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static double median(List<Result> results) {
    double[] sorted = results.stream().mapToDouble(Result::cpuMicros).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** User and system time of a process, from Linux's proc(5); a clock tick is 10 ms there. */
  private static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  /** Runs one of the servers until the process is ended. */
  static void serve(String name) throws Exception {
    System.out.println(EchoServers.valueOf(name).start());
    new java.util.concurrent.CountDownLatch(1).await(1, TimeUnit.HOURS);
    throw new IllegalStateException(Arrays.toString(EchoServers.values()) + ": nobody ended it");
  }
}
