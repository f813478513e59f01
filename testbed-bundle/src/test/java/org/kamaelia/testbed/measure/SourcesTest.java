package org.kamaelia.testbed.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.SteppedAxon;

class SourcesTest {

  /** Asks for rates, each for so long, then ends. */
  private static final class Rates extends Component<Object, Long> {
    private final Duration each;
    private final long[] rates;

    Rates(Duration each, long... rates) {
      this.each = each;
      this.rates = rates;
    }

    @Override
    protected void run() {
      for (long rate : rates) {
        outbox.send(rate);
        clock().sleep(each);
      }
    }
  }

  private static <T> Component<T, T> into(List<T> all) {
    return Component.of(
        "into",
        (in, out) -> {
          for (T each : in) {
            all.add(each);
          }
        });
  }

  private static List<Frame> frames(long seed, long... rates) {
    List<Frame> frames = new ArrayList<>();
    SteppedAxon axon = new SteppedAxon(seed);
    axon.activate(
        Pipeline.of(
                new Rates(Duration.ofSeconds(60), rates),
                new CodecSource(1_000_000, 150_000, 4_000_000, 30))
            .to(into(frames)));
    axon.runToEnd();
    return frames;
  }

  private static double rate(List<Frame> frames, int from, int to) {
    long bytes =
        frames.stream()
            .filter(it -> it.captured() >= from * 1_000_000_000L)
            .filter(it -> it.captured() < to * 1_000_000_000L)
            .mapToLong(Frame::bytes)
            .sum();
    return bytes * 8.0 / (to - from);
  }

  @Test
  void anEncoderKeepsTheRatesItIsAskedFor() {
    List<Frame> frames = frames(1, 1_000_000, 2_500_000, 600_000);
    assertThat(rate(frames, 0, 60)).isBetween(0.97e6, 1.03e6);
    assertThat(rate(frames, 61, 120)).isBetween(2.43e6, 2.57e6);
    assertThat(rate(frames, 121, 180)).isBetween(0.58e6, 0.62e6);
    assertThat(frames.size()).isBetween(5_200, 5_600);
  }

  @Test
  void aNewRateBeginsWithALargeFrame() {
    List<Frame> frames = frames(1, 1_000_000, 2_500_000);
    Frame first = frames.stream().filter(it -> it.rate() == 2_500_000).findFirst().orElseThrow();
    assertThat(first.bytes()).isEqualTo((int) Math.round(2_500_000 / 8.0 / 30 * 13.5 / 4.17));
    assertThat(first.captured() / 1e9).isBetween(60.0, 60.2);
  }

  @Test
  void aRateThatIsNotFarFromTheOldOneBeginsWithNone() {
    List<Frame> frames = frames(1, 1_000_000, 1_200_000, 900_000);
    assertThat(frames.stream().filter(it -> it.rate() == 900_000)).isNotEmpty();
    assertThat(frames).allMatch(it -> it.bytes() < 2.5 * it.rate() / 8 / 30);
  }

  @Test
  void ratesThatItCannotDoAreKeptWithin() {
    List<Frame> frames = frames(1, 10, 90_000_000);
    assertThat(frames.stream().mapToLong(Frame::rate).min()).hasValue(150_000);
    assertThat(frames.stream().mapToLong(Frame::rate).max()).hasValue(4_000_000);
  }

  @Test
  void theSameSeedMakesTheSameFrames() {
    assertThat(frames(5, 1_000_000)).isEqualTo(frames(5, 1_000_000));
    assertThat(frames(5, 1_000_000)).isNotEqualTo(frames(6, 1_000_000));
  }

  @Test
  void framesAreCutIntoPacketsThatAReceiverUnderstands() {
    RtpStatistics rtp = new RtpStatistics(90_000);
    List<ByteBuffer> packets = new ArrayList<>();
    SteppedAxon axon = new SteppedAxon(3);
    axon.activate(
        Pipeline.of(
                new Rates(Duration.ofSeconds(60), 2_000_000),
                new CodecSource(2_000_000, 150_000, 4_000_000, 30))
            .to(new RtpPackets(42, 1200))
            .to(rtp.component("rtp"))
            .to(into(packets)));
    axon.runToEnd();
    RtpReport report = rtp.reports().getFirst();
    assertThat(report.source()).isEqualTo(42);
    assertThat(report.lost()).isZero();
    assertThat(report.received()).isEqualTo(packets.size());
    assertThat(packets).allMatch(it -> it.remaining() <= 1200);
    // a frame's packets come at once, so the stamps and the clock go together
    assertThat(report.jitter()).isLessThan(Duration.ofMillis(1));
    long payload = packets.stream().mapToLong(it -> it.remaining() - 12).sum();
    assertThat(payload * 8 / 60.0).isBetween(1.93e6, 2.07e6);
  }

  @Test
  void filesAreAskedForAsSomebodyBrowses() {
    List<Integer> sizes = new ArrayList<>();
    RateMeter<Integer> meter = new RateMeter<>(size -> size, Duration.ofSeconds(1));
    SteppedAxon axon = new SteppedAxon(9);
    ShortFlows flows = new ShortFlows();
    // each file comes half a second later
    Component<Integer, Integer> server =
        new Component<>() {
          @Override
          protected void run() {
            for (int size : inbox) {
              meter.passes(size, clock().nanoTime());
              sizes.add(size);
              clock().sleep(Duration.ofMillis(500));
              outbox.send(size);
            }
          }
        };
    flows.outbox().linkTo(server.inbox());
    server.outbox().linkTo(flows.inbox());
    axon.activate(flows, server);
    axon.advance(Duration.ofHours(10));
    assertThat(sizes).allMatch(size -> size >= 30_000 && size <= 50_000);
    // one every 10.5 s in the mean
    assertThat(sizes.size()).isBetween(3250, 3610);
    assertThat(sizes.stream().mapToInt(it -> it).average().orElseThrow())
        .isBetween(39_500.0, 40_500.0);
  }

  @Test
  void senselessNumbersAreRefused() {
    assertThatThrownBy(() -> new CodecSource(1, 2, 3, 30)).hasMessageContaining("2, 1 and 3");
    assertThatThrownBy(() -> new RtpPackets(1, 12)).hasMessageContaining("12");
    assertThatThrownBy(() -> new ShortFlows(5, 4, Duration.ZERO)).hasMessageContaining("5 to 4");
  }
}
