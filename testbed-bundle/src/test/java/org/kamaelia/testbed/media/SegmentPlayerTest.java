package org.kamaelia.testbed.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.TcpClient;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

class SegmentPlayerTest {
  /** Three rungs, segments of two seconds. */
  private static final Ladder LADDER =
      new Ladder(List.of(1_000_000L, 2_000_000L, 4_000_000L), seconds(2), 5);

  private static Duration seconds(double count) {
    return Duration.ofNanos(Math.round(count * 1e9));
  }

  /** Takes as long for what is asked for as a path of a rate would. */
  private static Component<ByteBuffer, ByteBuffer> path(double rate, int answers) {
    return new Component<>() {
      @Override
      protected void run() {
        for (int i = 0; i < answers; i++) {
          int bytes = inbox.receive().getInt();
          clock().sleep(seconds(bytes * 8 / rate));
          outbox.send(ByteBuffer.allocate(bytes));
        }
      }
    };
  }

  private static PlayerReport play(SegmentPlayer player, Component<ByteBuffer, ByteBuffer> path) {
    SteppedAxon axon = new SteppedAxon(1);
    player.outbox().linkTo(path.inbox());
    path.outbox().linkTo(player.inbox());
    axon.activate(player, path);
    axon.advance(Duration.ofHours(1));
    return player.report();
  }

  private static SegmentPlayer player(double start, double most) {
    return new SegmentPlayer(LADDER, state -> 0, seconds(start), seconds(most));
  }

  @Test
  void aPathThatIsTooSlowStallsAtEachSegment() {
    PlayerReport report = play(player(2, 30), path(800_000, 5));
    assertThat(report.startUp()).isEqualTo(seconds(2.5));
    assertThat(report.stalls()).isEqualTo(4);
    assertThat(report.stalled()).isEqualTo(seconds(4 * 0.5));
    assertThat(report.switches()).isZero();
    assertThat(report.meanRate()).isEqualTo(1_000_000);
  }

  @Test
  void afterAStallItWaitsForAsMuchAsAtFirst() {
    // segments come each 2.5 s: from 5 s on it has 4 s, and 1.5 s when the last one comes
    PlayerReport report = play(player(4, 30), path(800_000, 5));
    assertThat(report.startUp()).isEqualTo(seconds(5));
    assertThat(report.stalls()).isZero();
    PlayerReport slower = play(player(4, 30), path(500_000, 5));
    // plays from 8 to 14 s, and has four seconds again when the last one comes at 20 s
    assertThat(slower.stalls()).isEqualTo(1);
    assertThat(slower.stalled()).isEqualTo(seconds(6));
  }

  @Test
  void aFastPathFillsTheBufferAndThenThePlayerWaits() {
    PlayerReport report = play(player(2, 6), path(100_000_000, 5));
    List<Fetched> fetched = report.fetched();
    assertThat(report.stalls()).isZero();
    assertThat(fetched.get(2).asked()).isEqualTo(seconds(0.04));
    // 0.02 s is when it began to play; there is room again when 4 s are left
    assertThat(fetched.get(3).asked()).isEqualTo(seconds(2.02));
    assertThat(fetched.get(4).asked()).isEqualTo(seconds(4.02));
    assertThat(fetched).allMatch(it -> it.level().compareTo(seconds(6)) <= 0);
    assertThat(fetched.get(3).throughput()).isCloseTo(100e6, within(1.0));
  }

  @Test
  void aServerThatEndsFirstLeavesWhatHasCome() {
    PlayerReport report = play(player(4, 30), path(1_000_000, 1));
    assertThat(report.fetched()).hasSize(1);
    assertThat(report.startUp()).as("as no more comes").isEqualTo(seconds(2));
    assertThat(report.stalls()).isZero();
    assertThat(play(player(4, 30), path(1_000_000, 0)).meanRate()).isNaN();
  }

  /** The example of docs/measuring.md. */
  @Test
  void overASimulatedLinkItPlaysWhatTheLinkCarries() throws Exception {
    Simulation simulation = new Simulation(1);
    Host home = simulation.host("home");
    Host server = simulation.host("server");
    LinkSpec dsl = LinkSpec.ideal().with("rate=3Mbit/s delay=25ms queue=200ms");
    simulation.connect(home, server, dsl, dsl);
    Server serving = Server.start(server.transport(), server.axon());
    serving.register("segments", "1.0", connection -> new SegmentServer());
    serving.bind(ListenerSpec.of("segments", "segments", "0.0.0.0:8080"));

    Ladder ladder =
        new Ladder(List.of(300_000L, 1_200_000L, 2_500_000L), Duration.ofSeconds(4), 75);
    SegmentPlayer player =
        new SegmentPlayer(
            ladder, SegmentChoice.bola(), Duration.ofSeconds(4), Duration.ofSeconds(30));
    TcpClient client =
        new TcpClient(List.of(simulation.address("server", 8080)), ClientSettings.STANDARD);
    player.outbox().linkTo(client.inbox());
    client.outbox().linkTo(player.inbox());
    home.axon().activate(player, client);
    simulation.advance(Duration.ofMinutes(6));
    PlayerReport report = player.report();
    assertThat(report.fetched()).hasSize(75);
    assertThat(report.stalls()).isZero();
    assertThat(report.meanRate()).isBetween(2.0e6, 2.5e6);
  }

  @Test
  void aServerAnswersRequestsHoweverTheyComeCut() {
    List<ByteBuffer> answers = new ArrayList<>();
    SteppedAxon axon = new SteppedAxon(1);
    axon.activate(
        Pipeline.<Object, ByteBuffer, ByteBuffer>of(
                Component.of(
                    "ask",
                    (in, out) -> {
                      ByteBuffer two = ByteBuffer.allocate(8).putInt(20_000).putInt(3).flip();
                      out.send(two.slice(0, 1));
                      out.send(two.slice(1, 5));
                      out.send(two.slice(6, 2));
                    }),
                new SegmentServer())
            .to(Component.<ByteBuffer, Object>of("hear", (in, out) -> in.forEach(answers::add))));
    axon.runToEnd();
    assertThat(answers.stream().mapToInt(ByteBuffer::remaining).sum()).isEqualTo(20_003);
  }

  private static PlayerState state(double level, int... rungsAndRates) {
    List<Fetched> fetched =
        IntStream.range(0, rungsAndRates.length / 2)
            .mapToObj(
                i -> {
                  int rung = rungsAndRates[2 * i];
                  int bytes = LADDER.bytes(rung);
                  double took = bytes * 8 / (double) rungsAndRates[2 * i + 1];
                  return new Fetched(
                      rung,
                      LADDER.rates().get(rung),
                      bytes,
                      Duration.ZERO,
                      seconds(took),
                      seconds(level));
                })
            .toList();
    return new PlayerState(LADDER, seconds(24), seconds(level), fetched);
  }

  @Test
  void throughputIsTheHarmonicMeanOfTheLastSegments() {
    SegmentChoice choice = SegmentChoice.throughput(2, 1);
    assertThat(choice.next(state(10))).isZero();
    assertThat(choice.next(state(10, 0, 4_100_000))).isEqualTo(2);
    // of 1 and 4 it is 1.6; their mean would be 2.5
    assertThat(choice.next(state(10, 0, 9_000_000, 0, 1_000_000, 0, 4_000_000))).isZero();
    assertThat(choice.next(state(10, 0, 1_000_000, 0, 2_100_000, 0, 2_100_000))).isEqualTo(1);
  }

  @Test
  void theBufferMapsToTheRatesAndARungIsHeldUntilTheNextIsReached() {
    SegmentChoice choice = SegmentChoice.buffer();
    // a reservoir up to 9 s, and a cushion up to 21.6 s, in which the map goes from 1 to 4 Mbit/s
    assertThat(choice.next(state(9, 2, 1))).isZero();
    assertThat(choice.next(state(13, 0, 1))).as("1.95 Mbit/s").isZero();
    assertThat(choice.next(state(14, 0, 1))).as("2.2 Mbit/s").isEqualTo(1);
    assertThat(choice.next(state(21, 0, 1))).as("3.9 Mbit/s").isEqualTo(1);
    assertThat(choice.next(state(21, 2, 1))).isEqualTo(2);
    assertThat(choice.next(state(14, 2, 1))).as("above the rung below").isEqualTo(2);
    assertThat(choice.next(state(13, 2, 1))).as("below it").isEqualTo(1);
    assertThat(choice.next(state(22, 0, 1))).isEqualTo(2);
  }

  @Test
  void bolaGoesUpWithTheBufferAndHasTheHighestWhenItIsFull() {
    SegmentChoice choice = SegmentChoice.bola();
    int last = 0;
    for (int level = 0; level <= 24; level++) {
      int rung = choice.next(state(level));
      assertThat(rung).as(level + " s").isGreaterThanOrEqualTo(last);
      last = rung;
    }
    // V = 11 / (ln 4 + 5) = 1.7225; 0 and 1 are alike at Q = V (5 - ln 2) = 7.42 segments
    assertThat(choice.next(state(14.8))).isZero();
    assertThat(choice.next(state(14.9))).isEqualTo(1);
    assertThat(choice.next(state(22))).isEqualTo(2);
  }

  @Test
  void choicesAreNamed() {
    assertThat(SegmentChoice.named("bola")).isEqualTo(SegmentChoice.bola());
    assertThatThrownBy(() -> SegmentChoice.named("java.lang.String"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("throughput, buffer, bola");
  }

  @Test
  void whatCannotBePlayedIsRefused() {
    assertThatThrownBy(() -> player(5, 6)).hasMessageContaining("PT6S");
    assertThatThrownBy(() -> new Ladder(List.of(2L, 1L), seconds(1), 1))
        .hasMessageContaining("[2, 1]");
  }
}
