package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Compares servers side by side, each in a process of its own on one processor, the load on
 * another. All of them run for the whole time and take short turns, so that what others do to the
 * machine meets all alike. What counts is the server's CPU time for one operation, as raw speed
 * depends on who else uses the machine.
 */
public final class NetRun {
  /** Connections that the system holds for a server. */
  static final int BACKLOG = 4096;

  private static final String USAGE =
      "usage: benchmarks/run net [--rounds N] [--peers NAME,...] [ROW...]";

  /** A JVM warms up until its compilers take less than this part of a processor. */
  private static final double WARM = 0.01;

  /** They are looked at this often. */
  private static final Duration LOOK = Duration.ofSeconds(3);

  /** This often in a row they must take no more, as they also rest in between. */
  private static final int CALM = 3;

  /** Who is not warm by then never is. */
  private static final int LOOKS = 20;

  /** Before each turn, for the connections to be there and the processor's caches to be filled. */
  private static final Duration AGAIN = Duration.ofMillis(200);

  private static final Duration MEASURE = Duration.ofMillis(500);

  private final Set<Row> rows = EnumSet.noneOf(Row.class);
  private final Set<NetPeer> peers = EnumSet.noneOf(NetPeer.class);
  private final Report report = new Report();

  /** Who cannot do what. */
  private final Set<Map.Entry<NetPeer, Row>> failed = new HashSet<>();

  private int rounds = 9;

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
    for (Task task : Task.values()) {
      List<Row> wanted = rows.stream().filter(row -> row.task == task).toList();
      if (!wanted.isEmpty()) {
        run(task, wanted, identity);
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

  private void run(Task task, List<Row> wanted, Identity identity)
      throws IOException, InterruptedException {
    Map<NetPeer, ServerProcess> servers = new EnumMap<>(NetPeer.class);
    try {
      for (NetPeer peer : peers) {
        if (peer.does(task)) {
          start(peer, task, identity, servers);
        }
      }
      for (Row row : wanted) {
        for (Map.Entry<NetPeer, ServerProcess> server : servers.entrySet()) {
          if (server.getKey().isJvm()) {
            warmUp(server.getKey(), row, server.getValue());
          }
        }
      }
      for (int round = 1; round <= rounds; round++) {
        for (Row row : wanted) {
          for (Map.Entry<NetPeer, ServerProcess> server : servers.entrySet()) {
            measure(round, server.getKey(), row, server.getValue());
          }
        }
      }
    } finally {
      for (ServerProcess server : servers.values()) {
        server.close();
      }
    }
  }

  private static void start(
      NetPeer peer, Task task, Identity identity, Map<NetPeer, ServerProcess> servers) {
    try {
      var server = new ServerProcess(peer.command(task, identity));
      servers.put(peer, server);
    } catch (IOException | RuntimeException e) {
      System.err.printf("%s is left out: %s%n", peer, e.getMessage());
      ServerProcess server = servers.remove(peer);
      if (server != null) {
        server.close();
      }
    }
  }

  private void warmUp(NetPeer peer, Row row, ServerProcess server) {
    try (var load = new Load(server.port())) {
      row.begin(load);
      double busy = 1;
      int looks = 0;
      for (int calm = 0; looks < LOOKS && calm < CALM; looks++) {
        double before = server.compilerSeconds();
        long begun = System.nanoTime();
        load.pump(LOOK);
        busy = (server.compilerSeconds() - before) / ((System.nanoTime() - begun) / 1e9);
        calm = busy > WARM ? 0 : calm + 1;
      }
      System.err.printf(
          "%s: %s has warmed up for %d s, its compilers take %.1f %%%n",
          row.id(), peer, looks * LOOK.toSeconds(), busy * 100);
    } catch (IOException | RuntimeException e) {
      leaveOut(peer, row, e);
    }
  }

  private void leaveOut(NetPeer peer, Row row, Exception why) {
    failed.add(Map.entry(peer, row));
    System.err.printf("%s is left out of %s: %s%n", peer, row.id(), why.getMessage());
  }

  private void measure(int round, NetPeer peer, Row row, ServerProcess server)
      throws InterruptedException {
    if (failed.contains(Map.entry(peer, row))) {
      return;
    }
    try {
      server.settle();
      Result result = measure(row, server);
      report.add(peer, result);
      System.err.printf("round %d of %d: %s: %s%n", round, rounds, peer, result);
    } catch (IOException | RuntimeException e) {
      leaveOut(peer, row, e);
    }
  }

  private static Result measure(Row row, ServerProcess server) throws IOException {
    long self = ProcessHandle.current().pid();
    try (var load = new Load(server.port())) {
      row.begin(load);
      load.pump(AGAIN);
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
