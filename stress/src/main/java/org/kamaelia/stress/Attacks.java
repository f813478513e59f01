package org.kamaelia.stress;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kamaelia.net.Rejection;

/**
 * Attacks a server while good clients use it, and tells how they fare. For each attack there is a
 * server in a process of its own, and so are the good clients.
 *
 * @param attackers how many at a time
 * @param goods how many good clients
 * @param warmUp for how many seconds at a time it is attacked before anything is measured: until
 *     its compilers rest, as many times as there are rounds at most
 * @param seconds how long the good clients are measured at a time, quiet and under attack
 * @param rounds how often, in turns, as a machine that others use is faster and slower by turns;
 *     the figures are the medians
 * @param server what the server is started with, such as the processor it has
 * @param jvm its options, such as the heap
 * @param good what the good clients are started with
 */
record Attacks(
    int attackers,
    int goods,
    double warmUp,
    double seconds,
    int rounds,
    List<String> server,
    List<String> jvm,
    List<String> good,
    PrintStream out) {
  static final String HEAD =
      "| attack | quiet: p50, p99 µs | attacked: p50, p99 µs | p99, times | a new one's p99 µs"
          + " | attempts | rejected | heap KiB | descriptors before, after |\n"
          + "| --- | --- | --- | --- | --- | --- | --- | --- | --- |";

  /** Where it does not matter how many there are. */
  private static final long ANY = Integer.MAX_VALUE;

  /** The part of the time that compilers take at most when they rest. */
  private static final double AT_REST = 0.02;

  private static final int SMALL_BUFFER = 4096;
  private static final int LOOKS = 300;
  private static final long BETWEEN_LOOKS_NANOS = 200_000_000;

  /** As /proc/net/tcp has it: a connection that is half open. */
  private static final String SYN_RECEIVED = " 03 ";

  /**
   * Runs one, and prints its line of the table.
   *
   * @param folder for its files
   * @throws AssertionError if a good client lost a byte or its connection, the attackers were not
   *     rejected for the reasons that they should, or the server does not recover
   */
  void run(Attack attack, Path folder) throws IOException, InterruptedException {
    try (Child served = new Child(server, jvm, Served.class, "1")) {
      String address = served.ask(listener(attack, folder));
      int port = Integer.parseInt(address.replaceAll(".*:", ""));
      try (Child clients = good(attack, port)) {
        InetSocketAddress target = new InetSocketAddress("127.0.0.1", port);
        Map<String, Long> before = warmUp(attack, served, clients, target);
        List<Map<String, Long>> quiet = new ArrayList<>();
        List<Map<String, Long>> attacked = new ArrayList<>();
        Map<String, Long> after = before;
        long attempts = 0;
        for (int i = 0; i < rounds; i++) {
          quiet.add(clients.figures("measure " + seconds));
          check(quiet.getLast().get("failures") == 0, attack, "good clients failed without it");
          try (Harm harm = begin(attack, target)) {
            clients.ask("measure " + seconds / 4);
            attacked.add(clients.figures("measure " + seconds));
            takesEffect(attack, served, harm, after);
            attempts += harm.attempts();
          }
          after = recovered(attack, served, before);
        }
        Map<String, Long> last = clients.figures("measure " + seconds / 2);
        check(last.get("failures") == 0, attack, last.get("failures") + " good clients failed");
        out.println(row(attack, quiet, attacked, attempts, before, served.figures("collect")));
      }
    }
  }

  /**
   * Attacks it and lets it be, so that neither what a JVM does when it meets something for the
   * first few times nor what that leaves behind is in the figures.
   *
   * @return the server's figures after that
   */
  private Map<String, Long> warmUp(
      Attack attack, Child served, Child clients, InetSocketAddress target) throws IOException {
    clients.ask("measure 0"); // they are connected when they answer
    Map<String, Long> now = served.figures("look");
    for (int i = 0; i < rounds; i++) {
      final long compiled = now.get("compiled");
      try (Harm _ = begin(attack, target)) {
        clients.ask("measure " + warmUp);
      }
      // What is open for the first time, such as a file of the JVM's, stays open.
      recovered(attack, served, Map.of("connections", (long) goods, "descriptors", ANY));
      clients.ask("measure " + seconds / 4); // and what was closed last is closed by then
      now = served.figures("look");
      if (now.get("compiled") - compiled < AT_REST * warmUp * 1000) {
        break;
      }
    }
    return now;
  }

  private static String listener(Attack attack, Path folder)
      throws IOException, InterruptedException {
    String certificate = Attack.CERTIFICATE + Tls.certificate(folder);
    return Stream.concat(Stream.of("bind", "it", "address=127.0.0.1:0"), attack.settings().stream())
        .map(setting -> setting.equals(Attack.CERTIFICATE) ? certificate : setting)
        .collect(Collectors.joining("\t"));
  }

  private Child good(Attack attack, int port) throws IOException {
    return new Child(
        good,
        // Warm soon, and with memory for all that they do: it is not they who are measured.
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xms400m",
            "-Xmx400m",
            "-Xmn300m",
            "-XX:+AlwaysPreTouch"),
        Good.class,
        "127.0.0.1",
        String.valueOf(port),
        String.valueOf(goods),
        String.valueOf(attack.isTls()),
        String.valueOf(attack.letsNewOnesIn()));
  }

  private Harm begin(Attack attack, InetSocketAddress target) throws IOException {
    if (attack == Attack.HALF_OPEN) {
      return new Syns(target);
    }
    var random = new SplittableRandom(1);
    return new Attackers(
        target,
        attackers,
        attack == Attack.SLOW_READER ? SMALL_BUFFER : 0,
        (connection, step) -> attack.step(connection, step, random));
  }

  /**
   * Waits until all attackers have come, and some were rejected for each reason.
   *
   * @param before the server's figures without them
   */
  private void takesEffect(Attack attack, Child served, Harm harm, Map<String, Long> before)
      throws IOException {
    for (int i = 0; i < LOOKS; i++) {
      Map<String, Long> now = served.figures("look");
      if (harm.attempts() >= attackers
          && attack.reasons().stream().allMatch(reason -> count(before, now, reason) > 0)
          && (attack != Attack.HALF_OPEN || halfOpen() > 0)) {
        return;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
    throw new AssertionError(
        "%s: %d attempts, but nobody is rejected for %s: %s"
            .formatted(attack, harm.attempts(), attack.reasons(), served.ask("look")));
  }

  /** The server's figures once the attackers are gone, which must be. */
  private Map<String, Long> recovered(Attack attack, Child served, Map<String, Long> before)
      throws IOException {
    // Whoever comes anew now and then may just be there, and may not have been.
    long slack = attack.letsNewOnesIn() ? 2 : 0;
    for (int i = 0; i < LOOKS; i++) {
      Map<String, Long> now = served.figures("look");
      if (now.get("connections") <= before.get("connections") + slack
          && now.get("descriptors") <= before.get("descriptors") + slack) {
        check(now.get("connections") >= goods, attack, "good clients are gone: " + now);
        return now;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
    throw new AssertionError(
        "%s: it does not recover: %s, before: %s".formatted(attack, served.ask("look"), before));
  }

  private static long halfOpen() throws IOException {
    try (Stream<String> sockets = Files.lines(Path.of("/proc/net/tcp"))) {
      return sockets.filter(line -> line.contains(SYN_RECEIVED)).count();
    }
  }

  /** How many were rejected in between. */
  private static long count(Map<String, Long> before, Map<String, Long> after, Rejection reason) {
    String name = "it." + reason.name();
    return after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
  }

  private static String row(
      Attack attack,
      List<Map<String, Long>> quiet,
      List<Map<String, Long>> attacked,
      long attempts,
      Map<String, Long> before,
      Map<String, Long> after) {
    String rejected =
        Stream.of(Rejection.values())
            .filter(reason -> count(before, after, reason) > 0)
            .map(reason -> "%s %,d".formatted(reason, count(before, after, reason)))
            .collect(Collectors.joining(", "));
    return "| %s: %s | %,d, %,d | %,d, %,d | %.1f | %s | %,d | %s | %,d | %d, %d |"
        .formatted(
            attack,
            attack.what(),
            median(quiet, "p50"),
            median(quiet, "p99"),
            median(attacked, "p50"),
            median(attacked, "p99"),
            (double) median(attacked, "p99") / Math.max(1, median(quiet, "p99")),
            attack.letsNewOnesIn() ? "%,d".formatted(median(attacked, "anewP99")) : "",
            attempts,
            rejected,
            after.get("heap"),
            before.get("descriptors"),
            after.get("descriptors"));
  }

  private static long median(List<Map<String, Long>> figures, String name) {
    List<Long> sorted = figures.stream().map(each -> each.get(name)).sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static void check(boolean holds, Attack attack, String otherwise) {
    if (!holds) {
      throw new AssertionError(attack + ": " + otherwise);
    }
  }
}
