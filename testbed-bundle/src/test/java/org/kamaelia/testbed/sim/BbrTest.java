package org.kamaelia.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.testbed.sim.Bbr.Phase;

/** What BBR does in each of its phases. */
class BbrTest {
  private static final LinkSpec BACK = LinkSpec.ideal().withDelay(Duration.ofMillis(20));
  private static final LinkSpec THERE = BACK.withRate(10_000_000).withQueue(DropTail.packets(300));

  /** What is left of 10 Mbit/s without headers, in bytes a second. */
  private static final double PAYLOAD = 10e6 / 8 * 1448 / 1500;

  private final Simulation simulation = new Simulation(5);
  private final Host from = simulation.host("from");
  private final Host to = simulation.host("to");
  private final Bbr bbr = new Bbr();
  private BulkTransfer transfer;

  @BeforeEach
  void start() throws IOException {
    simulation.connect(from, to, THERE, BACK);
    from.tcp(TcpSettings.LINUX.withCongestionControl(() -> bbr));
    transfer = BulkTransfer.start(from, to);
  }

  private Path there() {
    return simulation.path(from, to);
  }

  /** Mbit/s that are received in so many seconds. */
  private double goodput(int seconds) {
    long before = transfer.received();
    simulation.advance(Duration.ofSeconds(seconds));
    return (transfer.received() - before) * 8 / 1e6 / seconds;
  }

  /** The phases that it comes through, in their order, until a time. */
  private Set<Phase> phases(Duration until) {
    Set<Phase> seen = new LinkedHashSet<>();
    while (simulation.now() < until.toNanos()) {
      simulation.advance(Duration.ofMillis(1));
      seen.add(bbr.phase());
    }
    return seen;
  }

  @Test
  void itFindsTheBandwidthAndDrainsTheQueueThatThisHasMade() {
    assertThat(phases(Duration.ofSeconds(1)))
        .containsExactly(Phase.STARTUP, Phase.DRAIN, Phase.PROBE_BANDWIDTH);
    assertThat(bbr.bandwidth() / PAYLOAD).isBetween(0.98, 1.03);
    assertThat(Duration.ofNanos(bbr.shortest()).toMillis()).isBetween(40L, 43L);
    assertThat(transfer.info().totalRetransmits()).isZero();
  }

  @Test
  void itFillsThePathAndNotTheQueue() {
    simulation.advance(Duration.ofSeconds(2));
    assertThat(goodput(5)).isGreaterThan(9.3);
    assertThat(transfer.info().rtt()).isLessThan(Duration.ofMillis(60)); // the queue has 360 ms
  }

  @Test
  void lossesDoNotSlowItDown() {
    there().spec(THERE.withLoss(0.03));
    simulation.advance(Duration.ofSeconds(2));
    assertThat(goodput(10)).isGreaterThan(8.5);
  }

  @Test
  void itSeesThatThereIsLessBandwidthWithinTenRoundTripsAndMoreThereafter() {
    simulation.advance(Duration.ofSeconds(2));
    there().spec(THERE.withRate(4_000_000));
    simulation.advance(Duration.ofSeconds(3));
    assertThat(bbr.bandwidth() / PAYLOAD).isBetween(0.38, 0.42);
    there().spec(THERE);
    simulation.advance(Duration.ofSeconds(4));
    assertThat(bbr.bandwidth() / PAYLOAD).isBetween(0.98, 1.05);
  }

  @Test
  void afterTenSecondsItLooksHowShortARoundTripIs() {
    simulation.advance(Duration.ofSeconds(1));
    there().spec(THERE.withDelay(Duration.ofMillis(60)));
    assertThat(phases(Duration.ofSeconds(9))).containsExactly(Phase.PROBE_BANDWIDTH);
    assertThat(Duration.ofNanos(bbr.shortest()).toMillis()).isBetween(40L, 43L);
    assertThat(phases(Duration.ofSeconds(13)))
        .containsExactly(Phase.PROBE_BANDWIDTH, Phase.PROBE_RTT);
    assertThat(Duration.ofNanos(bbr.shortest()).toMillis()).isBetween(80L, 86L);
    assertThat(goodput(5)).isGreaterThan(9);
  }
}
