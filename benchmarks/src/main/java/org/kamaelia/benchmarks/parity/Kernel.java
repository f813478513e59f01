package org.kamaelia.benchmarks.parity;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kamaelia.link.real.TunPath;

/** This machine's TCP, over the same links in real time, by iperf3. */
final class Kernel {
  private static final String SKIPPED = "2";

  /** What is said of the one stream in one second. */
  private static final Pattern INTERVAL = Pattern.compile("\\{[^{}]*\"snd_cwnd\"[^{}]*}");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private Kernel() {}

  /** Runs for so many seconds, and two before them. */
  static Figures run(Cell cell, long seed, int seconds) throws IOException {
    String name = "kamp" + NUMBER.incrementAndGet();
    try (TunPath _ = TunPath.open(name + "a", name + "b", cell.there(seed), cell.back(), seed);
        Namespaces spaces = Namespaces.with(name, name + "a", name + "b")) {
      Process server = spaces.startInSecond("iperf3", "-s", "-1", "--forceflush");
      try {
        awaitOutput(server);
        String result =
            spaces.inFirst(
                "iperf3",
                "-J",
                "-c",
                Namespaces.ADDRESS_2,
                "-C",
                cell.control(),
                "-t",
                Integer.toString(seconds),
                "-O",
                SKIPPED);
        return figures(result);
      } finally {
        server.destroyForcibly();
      }
    }
  }

  /** It says when it serves. */
  private static void awaitOutput(Process server) throws IOException {
    if (server.getInputStream().read(new byte[256]) <= 0) {
      throw new IOException("iperf3 does not serve");
    }
  }

  /** Of the seconds that are not skipped; the sums at the end are of all for some figures. */
  private static Figures figures(String json) throws IOException {
    double bits = number(json.substring(json.indexOf("\"sum_received\"")), "bits_per_second");
    double rtt = 0;
    double resent = 0;
    int seconds = 0;
    Matcher interval = INTERVAL.matcher(json);
    while (interval.find()) {
      if (interval.group().contains("\"omitted\":\tfalse")) {
        rtt += number(interval.group(), "rtt") / 1e3;
        resent += number(interval.group(), "retransmits");
        seconds++;
      }
    }
    return new Figures(bits / 1e6, rtt / seconds, resent * 1e3 / seconds);
  }

  private static double number(String json, String name) throws IOException {
    Matcher found = Pattern.compile('"' + name + "\":\\s*([0-9.e+]+)").matcher(json);
    if (!found.find()) {
      throw new IOException("iperf3 does not say " + name + ": " + json);
    }
    return Double.parseDouble(found.group(1));
  }
}
