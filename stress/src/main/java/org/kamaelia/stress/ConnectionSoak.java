package org.kamaelia.stress;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Visits servers, one on each transport and each in a process of its own, for a long time; and
 * looks now and then, when all visitors are gone, whether anything was left behind.
 */
final class ConnectionSoak {
  private static final List<String> TRANSPORTS = List.of("io_uring", "epoll", "nio");
  private static final int VISITORS = 6;

  /** Of a busy server, for the sum at the end. */
  private static final int BUSY = 100;

  /** The part of the looks, one of so many, in which a process is still warming up. */
  private static final int WARM = 4;

  /** So many that each kind of visit must have been there. */
  private static final int MANY = 1000;

  private static final int LOOKS = 600;
  private static final long BETWEEN_LOOKS_NANOS = 100_000_000;

  /** What heap and process may seem to grow by, in KiB: neither is twice the same. */
  private static final long HEAP_SLACK = 4 << 10;

  private static final long RESIDENT_SLACK = 24 << 10;

  private static final String HEAD =
      "%8s %-9s %12s %12s %10s %8s %14s %8s"
          .formatted(
              "minutes",
              "transport",
              "connections",
              "descriptors",
              "heap KiB",
              "threads",
              "resident KiB",
              "closed");

  private final long seed;
  private final PrintStream out;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final long start = System.nanoTime();

  ConnectionSoak(long seed, PrintStream out) {
    this.seed = seed;
    this.out = out;
  }

  /** A server, who visits it, and what it was like when nobody did. */
  private record Visited(
      String transport,
      Child server,
      List<Visitor> visitors,
      AtomicLong connections,
      List<Map<String, Long>> looks) {}

  /**
   * Runs for so long.
   *
   * @param interval between two looks
   * @param folder for files
   * @throws AssertionError if a server did not do what it should, or something is left
   */
  void run(Duration length, Duration interval, Path folder)
      throws IOException, InterruptedException {
    out.printf("connections, seed %d, %d visitors a server%n%s%n", seed, VISITORS, HEAD);
    String certificate = Tls.certificate(folder).toString();
    List<Visited> all = new ArrayList<>();
    try {
      for (String transport : TRANSPORTS) {
        begin(transport, certificate, all);
      }
      long end = System.nanoTime() + length.toNanos();
      while (System.nanoTime() < end) {
        visit(all, Math.min(end, System.nanoTime() + interval.toNanos()));
        for (Visited visited : all) {
          look(visited);
        }
      }
      all.forEach(this::check);
      sum(all);
    } finally {
      for (Visited visited : all) {
        visited.server.close();
      }
    }
  }

  /** Begins with a transport, if it works here. */
  private void begin(String transport, String certificate, List<Visited> all) throws IOException {
    var server =
        new Child(
            List.of(),
            // All of the heap at once, so that the process grows by nothing else.
            List.of(
                "-XX:+UseSerialGC",
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-Dorg.kamaelia.net.transport=" + transport),
            Served.class,
            "2");
    Map<String, InetSocketAddress> listeners = new LinkedHashMap<>();
    try {
      listeners.put("plain", bind(server, "plain", ""));
    } catch (IOException e) {
      out.printf("%s does not work here: %s%n", transport, e.getMessage());
      server.close();
      return;
    }
    listeners.put(
        "tls", bind(server, "tls", "\thandshakeTimeout=30s\ttlsCertificates=" + certificate));
    listeners.put("udp", bind(server, "udp", "\tidleTimeout=1s"));
    listeners.put(
        "limited", bind(server, "limited", "\tmaxPerAddress=" + Visitor.MOST_PER_ADDRESS));
    List<Visitor> visitors = new ArrayList<>();
    for (int i = 0; i < VISITORS; i++) {
      byte[] from = {127, 0, (byte) (3 + TRANSPORTS.indexOf(transport)), (byte) (1 + i)};
      visitors.add(
          new Visitor(
              listeners,
              InetAddress.getByAddress(from),
              new SplittableRandom(seed ^ (i + 31L * transport.hashCode()))));
    }
    all.add(new Visited(transport, server, visitors, new AtomicLong(), new ArrayList<>()));
  }

  private static InetSocketAddress bind(Child server, String name, String more) throws IOException {
    String kind = name.equals("udp") ? "udp:" : "";
    String address =
        server.ask("bind\t%s\tprotocol=echo\taddress=%s127.0.0.1:0%s".formatted(name, kind, more));
    if (address.startsWith("failed")) {
      throw new IOException(address);
    }
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(address.replaceAll(".*:", "")));
  }

  private void visit(List<Visited> all, long end) throws InterruptedException {
    var gone = new CountDownLatch(all.size() * VISITORS);
    for (Visited visited : all) {
      for (Visitor visitor : visited.visitors) {
        Thread.startVirtualThread(
            () -> {
              try {
                while (System.nanoTime() < end && failure.get() == null) {
                  visited.connections.addAndGet(visitor.visit());
                }
              } catch (IOException | RuntimeException e) {
                failure.compareAndSet(null, new AssertionError(visited.transport + ": " + e, e));
              } finally {
                gone.countDown();
              }
            });
      }
    }
    gone.await();
    Throwable e = failure.get();
    if (e != null) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  private void look(Visited visited) throws IOException {
    Map<String, Long> now = Map.of();
    // Those who have been reset, and peers that have sent datagrams, are there a little longer.
    for (int i = 0; i < LOOKS; i++) {
      now = visited.server.figures("collect");
      if (now.get("connections") == 0) {
        break;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
    check(now.get("connections") == 0, visited, "connections are left: " + now);
    visited.looks.add(now);
    out.printf(
        "%8.1f %-9s %,12d %,12d %,10d %8d %,14d %,8d%n",
        (System.nanoTime() - start) / 6e10,
        visited.transport,
        visited.connections.get(),
        now.get("descriptors"),
        now.get("heap"),
        now.get("threads"),
        now.get("resident"),
        count(now, "limited.ADDRESS_FULL") + count(now, "tls.TLS"));
  }

  /** From a first look, when all that is kept has been made, to the last. */
  private void check(Visited visited) {
    int looks = visited.looks.size();
    Map<String, Long> first = visited.looks.get(looks / WARM);
    Map<String, Long> last = visited.looks.getLast();
    check(last.get("descriptors") <= first.get("descriptors"), visited, "descriptors are left");
    if (looks >= WARM) {
      check(last.get("heap") - first.get("heap") < HEAP_SLACK, visited, "the heap grows");
      check(
          last.get("resident") - first.get("resident") < RESIDENT_SLACK,
          visited,
          "the process grows");
    }
    if (visited.connections.get() > MANY) {
      check(count(last, "limited.ADDRESS_FULL") > 0, visited, "nobody was too many");
      check(count(last, "tls.TLS") > 0, visited, "no garbage was refused");
    }
  }

  private static long count(Map<String, Long> figures, String name) {
    return figures.getOrDefault(name, 0L);
  }

  private void sum(List<Visited> all) {
    for (Visited visited : all) {
      out.printf(
          "%s: %,d connections, as many as a server with %d a second has in %.1f hours%n",
          visited.transport,
          visited.connections.get(),
          BUSY,
          visited.connections.get() / (BUSY * 3600.0));
    }
  }

  private void check(boolean right, Visited visited, String what) {
    if (!right) {
      throw new AssertionError("seed %d, %s: %s".formatted(seed, visited.transport, what));
    }
  }
}
