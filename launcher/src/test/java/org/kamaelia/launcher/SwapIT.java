package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Echo is replaced again and again while very many use it. {@code -Dkamaelia.swaps=100
 * -Dkamaelia.clients=1000} makes it long; the figures are printed.
 */
@Timeout(900)
class SwapIT {
  private static final int SWAPS = Integer.getInteger("kamaelia.swaps", 10);
  private static final int CLIENTS = Integer.getInteger("kamaelia.clients", 200);

  @TempDir Path temp;
  private Kamaelia kamaelia;

  @BeforeEach
  void start() throws Exception {
    kamaelia = new Kamaelia(temp);
    kamaelia.startDaemon();
  }

  @AfterEach
  void stop() throws Exception {
    kamaelia.run("stop");
    kamaelia.close();
  }

  @Test
  void nobodyLosesAByteOrIsRefusedWhileEchoIsSwapped() throws Exception {
    Path[] versions = {
      TestBundle.echo(kamaelia.dist, temp.resolve("echo-1.jar"), "1.0.0"),
      TestBundle.echo(kamaelia.dist, temp.resolve("echo-2.jar"), "2.0.0")
    };
    try (var crowd = new BusyClients(kamaelia.port("echo"), CLIENTS)) {
      crowd.awaitAllServed();
      crowd.measure();
      pass(crowd);
      BusyClients.Figures quiet = crowd.measure();
      long classes = loadersOfEcho();
      long longest = 0;
      for (int i = 0; i < SWAPS; i++) {
        long began = System.nanoTime();
        console("swap %s --as echo.jar".formatted(versions[i % 2]));
        longest = Math.max(longest, System.nanoTime() - began);
      }
      BusyClients.Figures swapped = crowd.measure();
      Kamaelia.await(
          "the last that was replaced is gone", () -> loadersOfEcho() <= Math.max(1, classes));
      crowd.end();
      System.out.printf(
          "%d swaps under %d clients: %s; quiet: %s; longest swap %d ms%n",
          SWAPS, CLIENTS, swapped, quiet, longest / 1_000_000);
      assertThat(crowd.failures()).isEmpty();
      assertThat(crowd.answered()).isPositive();
      assertThat(crowd.sent() - crowd.answered()).isEqualTo(crowd.unanswered());
    }
    assertThat(console("leaks")).contains("no leaks");
    assertThat(console("listeners")).contains("serving").doesNotContain("failed");
    assertThat(console("protocols")).contains(SWAPS % 2 == 0 ? "2.0.0" : "1.0.0");
  }

  /** Lets each client have some turns. */
  private static void pass(BusyClients crowd) throws Exception {
    long before = crowd.answers();
    Kamaelia.await("they are busy", () -> crowd.answers() >= before + 20L * CLIENTS);
  }

  /** Class loaders of echo's bundles that are not unloaded yet. */
  private long loadersOfEcho() throws Exception {
    String pid = String.valueOf(kamaelia.server().pid());
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    kamaelia.tool(Path.of("/dev/null"), jcmd.toString(), pid, "GC.run");
    return kamaelia
        .tool(Path.of("/dev/null"), jcmd.toString(), pid, "GC.class_histogram", "-all")
        .out()
        .lines()
        .filter(line -> line.contains(" org.kamaelia.protocol.echo.EchoFactory"))
        .count();
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
