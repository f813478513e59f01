package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Compares senders and receivers of datagrams, each in a process of its own on one processor, with
 * the other side on another. What counts is the CPU time for one datagram, of which the system's
 * work is part.
 */
public final class UdpRun {
  private static final int WARM_MILLIS = 2500;
  private static final int MEASURE_MILLIS = 1000;

  /** What is measured, and the other side of it. */
  private enum Row {
    OUT("sent, the receiver takes those that come together as one", "recvmmsg"),
    OUT_EACH("sent, the receiver takes each by itself", "recvfrom"),
    IN("received, sent each by itself", "sendmmsg"),
    IN_SEGMENTS("received, sent 54 together", "gso");

    private final String title;
    private final String otherSide;

    Row(String title, String otherSide) {
      this.title = title;
      this.otherSide = otherSide;
    }

    boolean sends() {
      return this == OUT || this == OUT_EACH;
    }
  }

  private final Map<Row, Map<UdpPeer, List<Double>>> results = new EnumMap<>(Row.class);
  private final Set<Row> rows;
  private final Set<UdpPeer> peers;
  private final int rounds;

  private UdpRun(int rounds, Set<Row> rows, Set<UdpPeer> peers) {
    this.rounds = rounds;
    this.rows = rows;
    this.peers = peers;
  }

  /**
   * Compares.
   *
   * @param arguments how many rounds, and the rows and peers: all if none is named
   */
  public static void compare(List<String> arguments) throws Exception {
    int rounds = arguments.isEmpty() ? 3 : Integer.parseInt(arguments.getFirst());
    Set<Row> rows = EnumSet.noneOf(Row.class);
    Set<UdpPeer> peers = EnumSet.noneOf(UdpPeer.class);
    for (String argument : arguments.stream().skip(1).toList()) {
      String name = argument.toUpperCase(Locale.ROOT).replace('-', '_');
      if (Arrays.stream(Row.values()).anyMatch(row -> row.name().equals(name))) {
        rows.add(Row.valueOf(name));
      } else {
        peers.add(UdpPeer.valueOf(name));
      }
    }
    new UdpRun(
            rounds,
            rows.isEmpty() ? EnumSet.allOf(Row.class) : rows,
            peers.isEmpty() ? EnumSet.allOf(UdpPeer.class) : peers)
        .run();
  }

  /**
   * Is one of them until the process is ended: prints its port, and for each line that it reads how
   * many datagrams there were so far.
   *
   * @param args its name, and the port to send to or 0
   */
  public static void main(String[] args) throws Exception {
    System.out.println(UdpPeer.valueOf(args[0]).start(Integer.parseInt(args[1])));
    while (System.in.read() >= 0) {
      System.out.println(UdpServers.count);
    }
    System.exit(0);
  }

  private void run() throws Exception {
    for (int round = 1; round <= rounds; round++) {
      for (Row row : rows) {
        for (UdpPeer peer : peers) {
          double micros = measure(row, peer);
          results
              .computeIfAbsent(row, _ -> new EnumMap<>(UdpPeer.class))
              .computeIfAbsent(peer, _ -> new ArrayList<>())
              .add(micros);
          System.err.printf("round %d of %d: %s %s: %.3f us%n", round, rounds, row, peer, micros);
        }
      }
    }
    System.out.printf(
        "%s; Linux %s, JDK %s; %d rounds; datagrams of 1,200 bytes.%n",
        LocalDate.now(ZoneId.systemDefault()),
        System.getProperty("os.version"),
        Runtime.version(),
        rounds);
    results.forEach(UdpRun::print);
  }

  private static void print(Row row, Map<UdpPeer, List<Double>> ofPeers) {
    double unit = least(ofPeers.values().iterator().next());
    System.out.printf(
        "%n%s:%n%n| | least us CPU each | range | to the first's | a CPU second (best) |%n",
        row.title);
    System.out.println("| --- | --- | --- | --- | --- |");
    ofPeers.forEach(
        (peer, each) ->
            System.out.printf(
                "| %s | %.3f | %.3f to %.3f | %.2f | %,.0f |%n",
                peer.title,
                least(each),
                least(each),
                each.stream().mapToDouble(it -> it).max().orElseThrow(),
                least(each) / unit,
                1e6 / least(each)));
  }

  private static double least(List<Double> all) {
    return all.stream().mapToDouble(it -> it).min().orElseThrow();
  }

  private static double measure(Row row, UdpPeer peer) throws Exception {
    if (row.sends()) {
      try (var sink = new Side(1, UdpPeer.program(row.otherSide));
          var sender = new Side(0, peer.command(sink.port))) {
        return sender.microsEach();
      }
    }
    try (var receiver = new Side(0, peer.command(0));
        var load = new Side(1, UdpPeer.program(row.otherSide, Integer.toString(receiver.port)))) {
      double micros = receiver.microsEach();
      if (load.count() == 0) {
        throw new IOException("nothing was sent");
      }
      return micros;
    }
  }

  /** A process on one processor. */
  private static final class Side implements AutoCloseable {
    private final Process process;
    private final java.io.BufferedReader out;
    private final int port;

    Side(int processor, List<String> command) throws IOException {
      List<String> pinned =
          new ArrayList<>(Arrays.asList("taskset", "-c", Integer.toString(processor)));
      pinned.addAll(command);
      process = new ProcessBuilder(pinned).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      out = process.inputReader(StandardCharsets.US_ASCII);
      port = Math.toIntExact(number());
    }

    private long number() throws IOException {
      String line = out.readLine();
      if (line == null) {
        throw new IOException("it does not run");
      }
      return Long.parseLong(line);
    }

    long count() throws IOException {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      return number();
    }

    double microsEach() throws IOException, InterruptedException {
      Thread.sleep(WARM_MILLIS);
      long before = count();
      double cpu = ServerProcess.cpuSeconds(process.pid());
      Thread.sleep(MEASURE_MILLIS);
      cpu = ServerProcess.cpuSeconds(process.pid()) - cpu;
      return cpu * 1e6 / (count() - before);
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      out.close();
    }
  }
}
