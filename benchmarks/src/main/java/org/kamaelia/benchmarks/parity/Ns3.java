package org.kamaelia.benchmarks.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kamaelia.benchmarks.net.Programs;

/**
 * ns-3 3.37 as Debian has it (ns3, libns3-dev): peers/ns3/parity.cc, compiled when it is needed.
 */
final class Ns3 {
  private Ns3() {}

  static boolean isHere() {
    return Files.exists(Path.of("/usr/include/ns3/tcp-linux-reno.h"))
        || Files.exists(Path.of("/usr/include/ns3.37/ns3/tcp-linux-reno.h"));
  }

  static synchronized String program() throws IOException {
    return Programs.built(
        "ns3-parity",
        "ns3/parity.cc",
        "g++",
        "-std=c++17",
        "-O2",
        "-Wl,--no-as-needed",
        "-lns3-core",
        "-lns3-network",
        "-lns3-internet",
        "-lns3-point-to-point",
        "-lns3-applications",
        "-lns3-traffic-control");
  }

  static Figures run(Cell cell, long seed, int seconds) throws IOException {
    Process process =
        new ProcessBuilder(
                program(),
                cell.control(),
                Long.toString(cell.rate()),
                Long.toString(cell.delay().toMillis()),
                Double.toString(cell.loss()),
                Integer.toString(cell.queue()),
                Long.toString(seed),
                Integer.toString(seconds))
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes()).trim();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("ns-3: " + out);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return Figures.parse(out);
  }
}
