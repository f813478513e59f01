package org.kamaelia.testbed.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kamaelia.link.CoDel;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** A flow over a simulated path. */
class MediaFlowTest {
  private final Simulation simulation = new Simulation(4);
  private final Host near = simulation.host("near");
  private final Host far = simulation.host("far");
  private PacketLog log = new PacketLog();

  /** Remembers what a control was told. */
  private static final class Listening implements RateControl {
    final List<Feedback> heard = new ArrayList<>();

    @Override
    public String name() {
      return "listening";
    }

    @Override
    public void begin(RateRange range, long now) {}

    @Override
    public void feedback(Feedback feedback) {
      heard.add(feedback);
    }

    @Override
    public long encoderRate(int buffered) {
      return 500_000;
    }
  }

  private void run(RateControl control, LinkSpec there, boolean marks, Duration time)
      throws UnknownHostException {
    simulation.connect(near, far, there, LinkSpec.ideal().withDelay(Duration.ofMillis(20)));
    MediaFlow flow = new MediaFlow(control, RateRange.VIDEO, marks);
    log = flow.log();
    flow.receive(far.axon(), new InetSocketAddress("0.0.0.0", 5004));
    flow.send(near.axon(), simulation.address("far", 5004));
    simulation.advance(time);
  }

  private static LinkSpec path(long rate) {
    return LinkSpec.ideal()
        .withRate(rate)
        .withDelay(Duration.ofMillis(30))
        .withQueue(DropTail.time(Duration.ofMillis(300)));
  }

  private double rate(int from, int to) {
    return log.entries().stream()
            .filter(it -> it.arrived() >= from * 1e9 && it.arrived() < to * 1e9)
            .mapToLong(it -> it.bytes() * 8L)
            .sum()
        / (double) (to - from);
  }

  private double meanDelay(int from, int to) {
    return log.entries().stream()
        .filter(it -> it.arrived() >= from * 1e9 && it.arrived() < to * 1e9)
        .mapToLong(PacketLog.Entry::delay)
        .average()
        .orElseThrow();
  }

  @Test
  void aControlIsToldOfEachPacketOnce() throws UnknownHostException {
    Listening control = new Listening();
    run(control, path(10_000_000).withLoss(0.05), false, Duration.ofSeconds(20));
    assertThat(control.heard).hasSizeBetween(190, 200);
    List<Feedback.Packet> packets =
        control.heard.stream().flatMap(it -> it.packets().stream()).toList();
    for (int i = 0; i < packets.size(); i++) {
      Feedback.Packet told = packets.get(i);
      PacketLog.Entry entry = log.entries().get(i);
      assertThat(told.number()).isEqualTo(i);
      assertThat(told.bytes()).isEqualTo(entry.bytes());
      assertThat(told.sent()).isEqualTo(entry.sent());
      assertThat(told.isLost()).isEqualTo(entry.isLost());
      if (!told.isLost()) {
        assertThat(told.arrived()).isBetween(entry.arrived() - 600_000, entry.arrived() + 600_000);
      }
    }
    assertThat(packets.stream().filter(Feedback.Packet::isLost).count())
        .isBetween(packets.size() / 40L, packets.size() / 13L);
    assertThat(control.heard.getLast().roundTrip() / 1e6).isBetween(50.0, 52.5);
  }

  @Test
  void nadaComesNearToWhatThePathCanDoWithAShortQueue() throws UnknownHostException {
    run(new Nada(), path(1_000_000), false, Duration.ofSeconds(60));
    assertThat(rate(20, 60)).isBetween(0.88e6, 0.975e6);
    assertThat(meanDelay(20, 60) / 1e6).as("30 and some").isBetween(38.0, 75.0);
    assertThat(log.entries().stream().filter(it -> it.sent() < 59e9 && it.isLost())).isEmpty();
  }

  @Test
  void nadaUsesAllOfItsRangeOnAPathThatHasRoom() throws UnknownHostException {
    run(new Nada(), path(10_000_000), false, Duration.ofSeconds(30));
    assertThat(rate(15, 30)).isBetween(1.44e6, 1.53e6);
  }

  @Test
  void aFixedRateFillsTheQueueAndLosesTheRest() throws UnknownHostException {
    run(new FixedRate(), path(1_000_000), false, Duration.ofSeconds(30));
    assertThat(meanDelay(10, 30) / 1e6).isGreaterThan(290);
    long lost = log.entries().stream().filter(it -> it.sent() < 29e9 && it.isLost()).count();
    assertThat((double) lost / log.entries().size()).isBetween(0.28, 0.4);
  }

  @Test
  void marksComeToTheSender() throws UnknownHostException {
    Listening control = new Listening();
    LinkSpec narrow = path(400_000).withQueue(CoDel.standard());
    run(control, narrow, true, Duration.ofSeconds(20));
    assertThat(control.heard.stream().flatMap(it -> it.packets().stream()))
        .anyMatch(Feedback.Packet::marked);
  }
}
