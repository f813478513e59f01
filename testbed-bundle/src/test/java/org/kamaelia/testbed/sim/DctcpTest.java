package org.kamaelia.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kamaelia.link.DualPi2;
import org.kamaelia.link.Ecn;
import org.kamaelia.link.LinkSpec;

class DctcpTest {
  private static final LinkSpec ACCESS =
      LinkSpec.ideal().withRate(1_000_000_000).withDelay(Duration.ofMillis(1));
  private static final LinkSpec NARROW =
      LinkSpec.ideal()
          .withRate(40_000_000)
          .withDelay(Duration.ofMillis(10))
          .withQueue(DualPi2.standard());

  /** Bulk transfers over one narrow link, in Mbit/s from 10 s to 40 s, and their round trips. */
  private record Shares(List<Double> rates, List<Duration> roundTrips, long marked) {}

  private static Shares shares(List<Supplier<CongestionControl>> controls) throws IOException {
    Simulation simulation = new Simulation(1);
    Host near = simulation.host("near");
    Host far = simulation.host("far");
    simulation.connect(near, far, NARROW);
    List<BulkTransfer> transfers = new ArrayList<>();
    for (int i = 0; i < controls.size(); i++) {
      Host sender = simulation.host("sender " + i);
      Host receiver = simulation.host("receiver " + i);
      sender.tcp(TcpSettings.LINUX.withCongestionControl(controls.get(i)));
      simulation.connect(sender, near, ACCESS);
      simulation.connect(far, receiver, ACCESS);
      transfers.add(BulkTransfer.start(sender, receiver));
    }
    simulation.advance(Duration.ofSeconds(10));
    long[] before = transfers.stream().mapToLong(BulkTransfer::received).toArray();
    simulation.advance(Duration.ofSeconds(30));
    List<Double> rates = new ArrayList<>();
    List<Duration> roundTrips = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      rates.add((transfers.get(i).received() - before[i]) * 8 / 30e6);
      roundTrips.add(transfers.get(i).info().rtt());
    }
    return new Shares(rates, roundTrips, simulation.path(near, far).counters().marked());
  }

  @Test
  void aloneItFillsTheLinkWithHardlyAQueue() throws IOException {
    Shares shares = shares(List.of(Dctcp::new));
    assertThat(shares.rates.getFirst()).isGreaterThan(36);
    // 24 ms and its segments
    assertThat(shares.roundTrips.getFirst()).isLessThan(Duration.ofMillis(27));
    assertThat(shares.marked).isPositive();
  }

  @Test
  void besideRenoEachGetsItsPartAndOnlyRenoWaits() throws IOException {
    Shares shares = shares(List.of(Dctcp::new, Reno::new));
    double ratio = shares.rates.getFirst() / shares.rates.getLast();
    assertThat(ratio).isBetween(0.5, 2.0);
    assertThat(shares.rates.getFirst() + shares.rates.getLast()).isGreaterThan(35);
    assertThat(shares.roundTrips.getFirst()).isLessThan(Duration.ofMillis(28));
    assertThat(shares.roundTrips.getLast()).isGreaterThan(Duration.ofMillis(31));
  }

  @Test
  void itComesDownByHalfTheShareOfWhatIsMarked() {
    for (double share : new double[] {0.05, 0.5}) {
      SplittableRandom random = new SplittableRandom(1);
      TcpPair pair =
          new TcpPair(
              TcpSettings.LINUX.withCongestionControl(Dctcp::new).withBuffers(40 * 1448, 2 << 20),
              TcpSettings.LINUX);
      int[] data = {0, 0};
      pair.loses =
          segment -> {
            if (segment.count > 0 && segment.flow.equals(pair.flow)) {
              assertThat(segment.ecn).isEqualTo(Ecn.ECT_1);
              data[0]++;
              if (random.nextDouble() < share) {
                data[1]++;
                segment.ecn = Ecn.CE;
              }
            }
            return false;
          };
      pair.open();
      pair.transfer(pair.near(), pair.far(), new byte[3_000_000], Duration.ofMinutes(10));
      // RFC 8257: what a window loses in a round trip it gains, so it is about 2 / share
      assertThat(pair.near().info().totalRetransmits()).isZero();
      double window = pair.near().info().congestionWindow();
      assertThat(window).as("with " + share).isBetween(0.5 * 2 / share, 2 * 2 / share + 2);
    }
  }

  /** Counts what it is told of. */
  private static final class Counting implements CongestionControl {
    private final AtomicLong marked;

    Counting(AtomicLong marked) {
      this.marked = marked;
    }

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public boolean isScalable() {
      return true;
    }

    @Override
    public void begin(Sight sight, long initialWindow) {}

    @Override
    public long window() {
      return 20 * 1448;
    }

    @Override
    public long threshold() {
      return Long.MAX_VALUE;
    }

    @Override
    public void marked(Sight sight, long bytes) {
      marked.addAndGet(bytes);
    }

    @Override
    public void acknowledged(Sight sight, long bytes) {}

    @Override
    public void congested(Sight sight) {
      throw new AssertionError("a mark is no congestion");
    }

    @Override
    public void timedOut(Sight sight) {}
  }

  @Test
  void eachMarkIsEchoedAndNoOther() {
    AtomicLong marked = new AtomicLong();
    TcpPair pair =
        new TcpPair(
            TcpSettings.LINUX.withCongestionControl(() -> new Counting(marked)), TcpSettings.LINUX);
    int[] data = {0, 0};
    pair.loses =
        segment -> {
          // three, one, and none in between, with acknowledgements that wait for company
          if (segment.count > 0 && segment.flow.equals(pair.flow)) {
            int number = data[0]++;
            if ((number >= 30 && number < 33) || number == 50 || number == 53) {
              segment.ecn = Ecn.CE;
              data[1] += segment.count;
            }
          }
          return false;
        };
    pair.open();
    pair.transfer(pair.near(), pair.far(), new byte[200 * 1448], Duration.ofMinutes(1));
    assertThat(marked).hasValue(data[1]).hasValue(5 * 1448);
  }
}
