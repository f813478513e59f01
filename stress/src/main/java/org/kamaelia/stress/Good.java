package org.kamaelia.stress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The good clients, in a process of their own. Each is connected, sends a line now and then and
 * reads it back; one more connects anew for each. {@code measure SECONDS} answers with figures.
 *
 * <p>Each is a thread of the system's: a virtual one takes more of the processor here, as all it
 * does is wait, for the time and for its socket.
 */
final class Good {
  private static final int LINE = 64;
  private static final long EVERY_NANOS = 50_000_000;
  private static final int PATIENCE_MILLIS = 30_000;

  /** More than come in a minute; those beyond are not counted. */
  private static final int MOST = 1 << 17;

  private final InetSocketAddress address;
  private final boolean tls;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicLong rounds = new AtomicLong();
  private volatile Samples samples = new Samples();

  /** Nanoseconds that something took. */
  private record Samples(
      long[] lines, AtomicInteger lineCount, long[] fresh, AtomicInteger freshCount) {
    Samples() {
      this(new long[MOST], new AtomicInteger(), new long[MOST], new AtomicInteger());
    }

    static void add(long nanos, long[] to, AtomicInteger count) {
      int at = count.getAndIncrement();
      if (at < to.length) {
        to[at] = nanos;
      }
    }
  }

  private Good(InetSocketAddress address, boolean tls) {
    this.address = address;
    this.tls = tls;
  }

  /**
   * Runs until its input ends.
   *
   * @param words host, port, how many clients, whether they speak TLS, and whether one connects
   *     anew again and again
   */
  public static void main(String[] words) throws Exception {
    var good =
        new Good(
            new InetSocketAddress(words[0], Integer.parseInt(words[1])),
            Boolean.parseBoolean(words[3]));
    int clients = Integer.parseInt(words[2]);
    var connected = new CountDownLatch(clients);
    for (int i = 0; i < clients; i++) {
      int number = i;
      Thread.ofPlatform().daemon().start(() -> good.talk(number, clients, connected));
    }
    connected.await();
    if (Boolean.parseBoolean(words[4])) {
      Thread.ofPlatform().daemon().start(good::comeAnew);
    }
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(good.measure(Double.parseDouble(line.replaceAll("[^\\d.]", ""))));
    }
    // Sockets that are open are closed with the process.
    Runtime.getRuntime().halt(0);
  }

  private String measure(double seconds) throws InterruptedException {
    var fresh = new Samples();
    samples = fresh;
    Thread.sleep((long) (seconds * 1000));
    samples = new Samples();
    int lines = Math.min(MOST, fresh.lineCount.get());
    int comers = Math.min(MOST, fresh.freshCount.get());
    Arrays.sort(fresh.lines, 0, lines);
    Arrays.sort(fresh.fresh, 0, comers);
    return "lines=%d p50=%d p99=%d most=%d anew=%d anewP99=%d failures=%d"
        .formatted(
            lines,
            micros(fresh.lines, lines, 0.5),
            micros(fresh.lines, lines, 0.99),
            micros(fresh.lines, lines, 1),
            comers,
            micros(fresh.fresh, comers, 0.99),
            failures.get());
  }

  private static long micros(long[] sorted, int count, double part) {
    return count == 0 ? 0 : sorted[(int) Math.min(count - 1, count * part)] / 1000;
  }

  private void talk(int number, int clients, CountDownLatch connected) {
    try (Socket socket = connect(number)) {
      connected.countDown();
      var random = new SplittableRandom(number);
      long due = System.nanoTime() + EVERY_NANOS * number / clients;
      while (true) {
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        long begin = System.nanoTime();
        echo(socket, random);
        Samples to = samples;
        Samples.add(System.nanoTime() - begin, to.lines, to.lineCount);
        // This is no open loop: who is late leaves some out, and keeps its step, as all would go
        // on at one moment otherwise.
        do {
          due += EVERY_NANOS;
        } while (due < System.nanoTime());
      }
    } catch (IOException | InterruptedException e) {
      failed("client " + number, e);
      connected.countDown();
    }
  }

  private void comeAnew() {
    var random = new SplittableRandom(-1);
    while (true) {
      long begin = System.nanoTime();
      try (Socket socket = connect((int) (rounds.incrementAndGet() & 0xff))) {
        echo(socket, random);
        Samples to = samples;
        Samples.add(System.nanoTime() - begin, to.fresh, to.freshCount);
        Thread.sleep(50);
      } catch (IOException | InterruptedException e) {
        failed("one who came anew", e);
      }
    }
  }

  private void failed(String who, Exception e) {
    failures.incrementAndGet();
    System.err.println(who + " failed: " + e);
  }

  private Socket connect(int number) throws IOException {
    var socket = new Socket();
    socket.bind(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 2, (byte) number}), 0));
    socket.connect(address, PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return tls ? Tls.client(socket, "TLSv1.3") : socket;
  }

  private static void echo(Socket socket, SplittableRandom random) throws IOException {
    byte[] line = new byte[LINE];
    for (int i = 0; i < LINE - 1; i++) {
      line[i] = (byte) ('a' + random.nextInt(26));
    }
    line[LINE - 1] = '\n';
    socket.getOutputStream().write(line);
    InputStream in = socket.getInputStream();
    byte[] back = in.readNBytes(LINE);
    if (!Arrays.equals(line, back)) {
      throw new IOException("of %d bytes there came %d".formatted(LINE, back.length));
    }
  }
}
