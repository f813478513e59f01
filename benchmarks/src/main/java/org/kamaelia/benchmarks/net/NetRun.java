package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Compares servers side by side: interleaved rounds, each server in a process of its own on one
 * processor, the load on another. What counts is the server's CPU time for one operation, as raw
 * speed depends on who else uses the machine.
 */
public final class NetRun {
  /** Connections that the system holds for a server. */
  static final int BACKLOG = 4096;

  private static final String USAGE =
      "usage: benchmarks/run net [--rounds N] [--peers NAME,...] [ROW...]";

  /** Before a JVM's first row. */
  private static final Duration WARM = Duration.ofSeconds(6);

  private static final Duration MEASURE = Duration.ofMillis(1000);

  private final Set<Row> rows = EnumSet.noneOf(Row.class);
  private final Set<NetPeer> peers = EnumSet.noneOf(NetPeer.class);
  private final Report report = new Report();
  private int rounds = 3;

  private NetRun(List<String> arguments) {
    for (var rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      switch (argument) {
        case "--rounds" -> rounds = Integer.parseInt(rest.next());
        case "--peers" -> {
          for (String name : rest.next().split(",")) {
            peers.add(NetPeer.valueOf(constant(name)));
          }
        }
        default -> rows.add(Row.valueOf(constant(argument)));
      }
    }
    if (rows.isEmpty()) {
      rows.addAll(EnumSet.allOf(Row.class));
    }
    if (peers.isEmpty()) {
      peers.addAll(EnumSet.allOf(NetPeer.class));
    }
  }

  private static String constant(String argument) {
    return argument.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Compares servers as the arguments say; see {@code benchmarks/README.md}. */
  public static void compare(List<String> arguments) throws Exception {
    NetRun run;
    try {
      run = new NetRun(arguments);
    } catch (RuntimeException e) {
      System.err.println(e.getMessage() + "\n" + USAGE);
      System.err.println(
          "peers: %s; rows: %s"
              .formatted(
                  Arrays.toString(NetPeer.values()).toLowerCase(Locale.ROOT),
                  Arrays.stream(Row.values()).map(Row::id).toList()));
      System.exit(2);
      return;
    }
    run.run();
  }

  /**
   * Is a server, until the process is ended.
   *
   * @param args its name, its task and the folder of its certificate
   */
  public static void main(String[] args) throws Exception {
    var identity = new Identity(Path.of(args[2]));
    System.out.println(NetPeer.valueOf(args[0]).start(Task.valueOf(args[1]), identity));
    new CountDownLatch(1).await();
  }

  private void run() throws IOException, GeneralSecurityException, InterruptedException {
    pin();
    Identity identity = Identity.make(Files.createTempDirectory("benchmark"));
    report.begin(rounds);
    for (int round = 1; round <= rounds; round++) {
      for (Task task : Task.values()) {
        for (NetPeer peer : peers) {
          List<Row> wanted = rows.stream().filter(row -> row.task == task).toList();
          if (peer.does(task) && !wanted.isEmpty()) {
            measure(round, peer, wanted, identity);
          }
        }
      }
    }
    rows.forEach(report::print);
    report.end(rows, peers);
  }

  /** Has all threads of this process run on the second processor. */
  private static void pin() throws IOException, InterruptedException {
    String self = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("taskset", "-a", "-p", "-c", "1", self)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }

  private void measure(int round, NetPeer peer, List<Row> wanted, Identity identity)
      throws InterruptedException {
    Map<Row, Result> results = new EnumMap<>(Row.class);
    try (var server = new ServerProcess(peer.command(wanted.getFirst().task, identity))) {
      if (peer.isJvm()) {
        try (var load = new Load(server.port())) {
          wanted.getFirst().begin(load);
          load.pump(WARM);
        }
      }
      for (Row row : wanted) {
        server.settle();
        Duration warm = peer.isJvm() ? row.warm : Duration.ofMillis(Row.BRIEF);
        results.put(row, measure(row, server, warm));
        System.err.printf("round %d of %d: %s: %s%n", round, rounds, peer, results.get(row));
      }
    } catch (IOException | RuntimeException e) {
      System.err.printf("%s is left out: %s%n", peer, e.getMessage());
    }
    report.add(peer, results);
  }

  private static Result measure(Row row, ServerProcess server, Duration warm) throws IOException {
    long self = ProcessHandle.current().pid();
    try (var load = new Load(server.port())) {
      row.begin(load);
      load.pump(warm);
      load.done = 0;
      double server0 = server.cpuSeconds();
      double load0 = ServerProcess.cpuSeconds(self);
      long begun = System.nanoTime();
      load.pump(MEASURE);
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (load.done == 0) {
        throw new IOException("it answers nothing");
      }
      return new Result(
          row,
          load.done,
          seconds,
          server.cpuSeconds() - server0,
          ServerProcess.cpuSeconds(self) - load0);
    }
  }
}
