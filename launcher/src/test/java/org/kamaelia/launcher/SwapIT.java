package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Echo is replaced again and again while very many use it. {@code -Dkamaelia.swaps=100
 * -Dkamaelia.clients=1000} makes it long; the figures are printed.
 */
@Timeout(1800)
class SwapIT {
  private static final int SWAPS = Integer.getInteger("kamaelia.swaps", 4);
  private static final int CLIENTS = Integer.getInteger("kamaelia.clients", 200);

  /** Times without a swap lie between so many rows of swaps. */
  private static final int ROWS = SWAPS < 50 ? 2 : 5;

  /** Nothing is measured before so many swaps. */
  private static final int WARM_UP = 3;

  /** How often each client is answered in the time of a swap, which is more than a second. */
  private static final int TURNS = 20;

  private static final Pattern METASPACE = Pattern.compile("Metaspace +(used \\d+K)");

  @TempDir Path temp;
  private Kamaelia kamaelia;
  private Path[] versions;
  private int swaps;

  @BeforeEach
  void start() throws Exception {
    kamaelia = new Kamaelia(temp);
    if (SWAPS < 50) {
      // the short form does not wait until garbage has aged
      Files.writeString(
          kamaelia.base.resolve("etc/org.kamaelia.deploy.cfg"), "unloadWithin = 5s\n");
    }
    kamaelia.startDaemon();
    versions =
        new Path[] {
          TestBundle.echo(kamaelia.dist, temp.resolve("echo-1.jar"), "1.0.0"),
          TestBundle.echo(kamaelia.dist, temp.resolve("echo-2.jar"), "2.0.0")
        };
  }

  @AfterEach
  void stop() throws Exception {
    kamaelia.run("stop");
    kamaelia.close();
  }

  @Test
  void nobodyLosesAByteOrIsRefusedWhileEchoIsSwapped() throws Exception {
    var quiet = new BusyClients.Figures();
    var swapped = new BusyClients.Figures();
    var after = new BusyClients.Figures();
    long loaders = loaders();
    try (var crowd = new BusyClients(kamaelia.port("echo"), CLIENTS)) {
      crowd.awaitAllServed();
      for (int i = 0; i < WARM_UP; i++) {
        swap();
        pass(crowd, TURNS);
      }
      awaitUnloaded(loaders);
      System.out.println("metaspace before: " + metaspace());
      long longest = 0;
      for (int row = 0; row < ROWS; row++) {
        crowd.measure(quiet);
        pass(crowd, TURNS * SWAPS / ROWS);
        crowd.measure(swapped);
        for (int i = 0; i < SWAPS / ROWS; i++) {
          longest = Math.max(longest, swap());
          pass(crowd, TURNS);
        }
        crowd.measure(after);
        awaitUnloaded(loaders);
        System.out.printf("metaspace after %d swaps: %s%n", swaps - WARM_UP, metaspace());
      }
      crowd.end();
      System.out.printf(
          "%d swaps under %d clients%nwithout swaps: %s%nwith swaps: %s%nuntil all that was"
              + " replaced is gone: %s%nlongest swap: %d ms%n",
          swaps - WARM_UP, CLIENTS, quiet, swapped, after, longest / 1_000_000);
      assertThat(crowd.failures()).isEmpty();
      assertThat(crowd.answered()).isPositive();
      assertThat(crowd.sent() - crowd.answered()).isEqualTo(crowd.unanswered());
      assertThat(crowd.unanswered())
          .as("bytes of connections that ended, not handed over")
          .isZero();
    }
    assertThat(console("leaks")).contains("no leaks");
    assertThat(kamaelia.log()).doesNotContain("not unloaded");
    assertThat(console("listeners")).contains("serving").doesNotContain("failed");
    assertThat(console("protocols")).contains(swaps % 2 == 0 ? "2.0.0" : "1.0.0");
  }

  /** How long it took. */
  private long swap() throws IOException {
    long began = System.nanoTime();
    console("swap %s --as echo.jar".formatted(versions[swaps++ % 2]));
    return System.nanoTime() - began;
  }

  /** Lets each client have so many answers. */
  private static void pass(BusyClients crowd, int turns) throws Exception {
    long before = crowd.answers();
    Kamaelia.await("they are busy", () -> crowd.answers() >= before + (long) turns * CLIENTS);
  }

  /** Until there are no more than that, or the server says who is left. */
  private void awaitUnloaded(long loaders) throws Exception {
    while (loaders() > loaders && !kamaelia.log().contains("not unloaded")) {
      LockSupport.parkNanos(500_000_000);
    }
  }

  /** The class loaders of bundles that are there still. */
  private long loaders() throws Exception {
    return jcmd("VM.classloader_stats")
        .lines()
        .filter(line -> line.contains("BundleClassLoader"))
        .count();
  }

  /** What classes take, and how many loaders of bundles there are. */
  private String metaspace() throws Exception {
    Matcher matcher = METASPACE.matcher(jcmd("VM.metaspace", "basic"));
    assertThat(matcher.find()).isTrue();
    return "%s, %d loaders of bundles".formatted(matcher.group(1), loaders());
  }

  private String jcmd(String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(kamaelia.server().pid())));
    command.addAll(List.of(words));
    return kamaelia.tool(Path.of("/dev/null"), command.toArray(String[]::new)).out();
  }

  /** What the command says. */
  private String console(String command) throws IOException {
    var out = new ByteArrayOutputStream();
    int code =
        ConsoleClient.run(
            kamaelia.base.resolve("var/console.sock"), command, Duration.ofMinutes(1), out, out);
    assertThat(code).as(out::toString).isZero();
    return out.toString();
  }
}
