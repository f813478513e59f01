package org.kamaelia.benchmarks.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One stream to very many: a server gives what it makes, at a steady rate, to all that are
 * connected. Each server has a process of its own on one processor; what counts is its CPU time for
 * a message that has arrived at one receiver, and for a gigabyte.
 */
public final class FanOutRun {
  /** The stream's rate, in bits a second, and the bytes of a message. */
  static final int RATE = Integer.getInteger("rate", 1_000_000);

  static final int BYTES = Integer.getInteger("bytes", 12_500);

  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final Duration WARMUP = Duration.ofSeconds(Integer.getInteger("warmup", 6));
  private static final Duration MEASURE = Duration.ofSeconds(Integer.getInteger("measure", 6));

  private final int connections;
  private final List<FanOutServers> servers;

  private FanOutRun(int connections, List<FanOutServers> servers) {
    this.connections = connections;
    this.servers = servers;
  }

  /**
   * One measurement: microseconds of server CPU a delivery, those of them outside the kernel, and
   * deliveries a second.
   */
  private record Result(double cpuMicros, double userMicros, double rate) {}

  /**
   * Compares servers, all if none is named.
   *
   * @param arguments connections and names of servers
   */
  public static void run(List<String> arguments) throws Exception {
    int connections = arguments.isEmpty() ? 5000 : Integer.parseInt(arguments.getFirst());
    List<FanOutServers> named =
        arguments.stream().skip(1).map(name -> FanOutServers.valueOf(name)).toList();
    new FanOutRun(connections, named.isEmpty() ? List.of(FanOutServers.values()) : named).compare();
  }

  private void compare() throws Exception {
    Map<FanOutServers, List<Result>> results = new EnumMap<>(FanOutServers.class);
    for (int round = 1; round <= ROUNDS; round++) {
      for (FanOutServers server : servers) {
        Result result = measure(server);
        results.computeIfAbsent(server, ignored -> new ArrayList<>()).add(result);
        System.err.printf(
            "round %d of %d: %-17s %.2f us CPU, %.2f of it outside the kernel,"
                + " %,.0f deliveries/s%n",
            round, ROUNDS, server, result.cpuMicros, result.userMicros, result.rate);
      }
    }
    System.out.printf(
        "%d bit/s in messages of %d bytes to %d connections, which is %,.0f deliveries/s:"
            + " server CPU, %d interleaved rounds%n",
        RATE, BYTES, connections, RATE / 8.0 / BYTES * connections, ROUNDS);
    System.out.println(
        "| server | least us a delivery | median us | range us | outside the kernel (least)"
            + " | least CPU s/GB | deliveries/s (median) |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
    results.forEach(
        (server, rounds) -> {
          double[] cpu = rounds.stream().mapToDouble(Result::cpuMicros).sorted().toArray();
          System.out.printf(
              "| %s | %.2f | %.2f | %.2f to %.2f | %.2f | %.2f | %,.0f |%n",
              server,
              cpu[0],
              cpu[cpu.length / 2],
              cpu[0],
              cpu[cpu.length - 1],
              rounds.stream().mapToDouble(Result::userMicros).min().orElseThrow(),
              cpu[0] * 1e3 / BYTES,
              rounds.stream().mapToDouble(Result::rate).sorted().toArray()[ROUNDS / 2]);
        });
  }

  private Result measure(FanOutServers server) throws Exception {
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

  /** Reads all that comes, and counts it. */
  private Result load(int port, long pid) throws IOException {
    try (var selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
      }
      ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
      long[] bytes = new long[1];
      pump(selector, buffer, bytes, WARMUP);
      bytes[0] = 0;
      double[] before = cpuSeconds(pid);
      long begun = System.nanoTime();
      pump(selector, buffer, bytes, MEASURE);
      double seconds = (System.nanoTime() - begun) / 1e9;
      double[] after = cpuSeconds(pid);
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      double deliveries = bytes[0] / (double) BYTES;
      double user = after[0] - before[0];
      double system = after[1] - before[1];
      return new Result(
          (user + system) * 1e6 / deliveries, user * 1e6 / deliveries, deliveries / seconds);
    }
  }

  private static void pump(Selector selector, ByteBuffer buffer, long[] bytes, Duration time)
      throws IOException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      selector.select(key -> read(key, buffer, bytes), 100);
    }
  }

  private static void read(SelectionKey key, ByteBuffer buffer, long[] bytes) {
    try {
      int count = ((SocketChannel) key.channel()).read(buffer.clear());
      if (count < 0) {
        throw new IOException("the server closed a connection");
      }
      bytes[0] += count;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** User and system time of a process, from Linux's proc(5); a clock tick is 10 ms there. */
  private static double[] cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new double[] {Long.parseLong(fields[11]) / 100.0, Long.parseLong(fields[12]) / 100.0};
  }

  /**
   * Runs one of the servers until the process is ended.
   *
   * @param args its name
   */
  public static void main(String[] args) throws Exception {
    System.out.println(FanOutServers.valueOf(args[0]).start());
    Thread.sleep(Duration.ofHours(1));
  }
}
