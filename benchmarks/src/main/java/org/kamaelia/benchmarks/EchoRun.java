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
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final Duration WARMUP = Duration.ofSeconds(4);
  private static final Duration MEASURE = Duration.ofSeconds(4);

  private final int connections;
  private final List<EchoServers> servers;

  private EchoRun(int connections, List<EchoServers> servers) {
    this.connections = connections;
    this.servers = servers;
  }

  /** One measurement: microseconds of server CPU an echo, and echoes a second. */
  private record Result(double cpuMicros, double rate) {}

  /**
   * Compares servers, all if none is named.
   *
   * @param arguments connections and names of servers
   */
  static void run(List<String> arguments) throws Exception {
    int connections = arguments.isEmpty() ? 64 : Integer.parseInt(arguments.getFirst());
    List<EchoServers> named =
        arguments.stream().skip(1).map(name -> EchoServers.valueOf(name)).toList();
    new EchoRun(connections, named.isEmpty() ? List.of(EchoServers.values()) : named).compare();
  }

  private void compare() throws Exception {
    Map<EchoServers, List<Result>> results = new EnumMap<>(EchoServers.class);
    for (int round = 1; round <= ROUNDS; round++) {
      for (EchoServers server : servers) {
        Result result = measure(server);
        results.computeIfAbsent(server, ignored -> new ArrayList<>()).add(result);
        System.err.printf(
            "round %d of %d: %-17s %.2f us CPU, %,.0f echoes/s%n",
            round, ROUNDS, server, result.cpuMicros, result.rate);
      }
    }
    double first = median(results.get(servers.getFirst()));
    System.out.printf(
        "%d connections, %d bytes: server CPU per echo, %d interleaved rounds%n",
        connections, BYTES, ROUNDS);
    System.out.printf(
        "| server | median us | range us | to %s | echoes/s (median) |%n", servers.getFirst());
    System.out.println("| --- | --- | --- | --- | --- |");
    results.forEach(
        (server, rounds) ->
            System.out.printf(
                "| %s | %.2f | %.2f to %.2f | %.2f | %,.0f |%n",
                server,
                median(rounds),
                rounds.stream().mapToDouble(Result::cpuMicros).min().orElseThrow(),
                rounds.stream().mapToDouble(Result::cpuMicros).max().orElseThrow(),
                median(rounds) / first,
                rounds.stream().mapToDouble(Result::rate).sorted().toArray()[ROUNDS / 2]));
  }

  private Result measure(EchoServers server) throws Exception {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
    command.addAll(server.command());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
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
