package org.kamaelia.benchmarks.parity;

import java.io.IOException;
import java.time.Duration;
import org.kamaelia.testbed.sim.BulkTransfer;
import org.kamaelia.testbed.sim.CongestionControl;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;
import org.kamaelia.testbed.sim.TcpSettings;

/** Ours, in virtual time. */
final class Simulated {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int SKIPPED = 2;

  private final Simulation simulation;
  private final BulkTransfer transfer;

  private Simulated(Cell cell, long seed) throws IOException {
    simulation = new Simulation(seed);
    Host from = simulation.host("from").tcp(settings(cell.control()));
    Host to = simulation.host("to").tcp(settings(cell.control()));
    simulation.connect(from, to, cell.there(seed), cell.back());
    transfer = BulkTransfer.start(from, to);
  }

  private static TcpSettings settings(String control) {
    return TcpSettings.LINUX
        .withBuffers(4 << 20, 6 << 20)
        .withCongestionControl(CongestionControl.named(control));
  }

  /** Runs for so many seconds. */
  static Figures run(Cell cell, long seed, int seconds) throws IOException {
    return new Simulated(cell, seed).measure(seconds);
  }

  private Figures measure(int seconds) {
    simulation.advance(SECOND.multipliedBy(SKIPPED));
    long before = transfer.received();
    int resentBefore = transfer.info().totalRetransmits();
    double rtt = 0;
    for (int i = 0; i < seconds; i++) {
      simulation.advance(SECOND);
      rtt += transfer.info().rtt().toNanos() / 1e6;
    }
    return new Figures(
        (transfer.received() - before) * 8 / 1e6 / seconds,
        rtt / seconds,
        (transfer.info().totalRetransmits() - resentBefore) * 1e3 / seconds);
  }
}
