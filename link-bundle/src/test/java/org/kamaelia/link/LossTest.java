package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LossTest {
  private static final int COUNT = 400_000;
  private static final long SEED = 61126;
  private static final Packet PACKET = TestPacket.of(1, 100);

  private static boolean[] lost(Loss loss, int count) {
    var pattern = loss.begin(new SplittableRandom(SEED));
    boolean[] lost = new boolean[count];
    for (int i = 0; i < count; i++) {
      lost[i] = pattern.loses(PACKET, i);
    }
    return lost;
  }

  private static double rate(boolean[] lost) {
    int sum = 0;
    for (boolean one : lost) {
      sum += one ? 1 : 0;
    }
    return (double) sum / lost.length;
  }

  /** How many packets are lost in a row, on average. */
  private static double burst(boolean[] lost) {
    int bursts = 0;
    for (int i = 0; i < lost.length; i++) {
      bursts += lost[i] && (i == 0 || !lost[i - 1]) ? 1 : 0;
    }
    return rate(lost) * lost.length / bursts;
  }

  private static void check(String what, double is, double closedForm, double within) {
    assertThat(is).as("%s, seed %d", what, SEED).isCloseTo(closedForm, Offset.offset(within));
  }

  @Test
  void bernoulli() {
    boolean[] lost = lost(Loss.bernoulli(0.1), COUNT);
    check("rate", rate(lost), 0.1, 0.003);
    check("burst", burst(lost), 1 / 0.9, 0.01);
    assertThat(rate(lost(Loss.NONE, 1000))).isZero();
    assertThat(rate(lost(Loss.bernoulli(1), 1000))).isEqualTo(1);
  }

  @Test
  void gilbertLosesInBursts() {
    boolean[] lost = lost(GilbertElliott.bursts(0.02, 5), COUNT);
    check("rate", rate(lost), 0.02, 0.003);
    check("burst", burst(lost), 5, 0.3);
  }

  @Test
  void gilbertElliottLosesInBothStates() {
    var model = new GilbertElliott(0.02, 0.2, 0.01, 0.5);
    assertThat(model.rate()).isCloseTo((0.2 * 0.01 + 0.02 * 0.5) / 0.22, Offset.offset(1e-12));
    check("rate", rate(lost(model, COUNT)), model.rate(), 0.004);
  }

  @Test
  void aFitFindsTheModelAgain() {
    var model = new GilbertElliott(0.03, 0.25, 0, 1);
    GilbertElliott fitted = GilbertElliott.fit(lost(model, COUNT));
    check("to bad", fitted.toBad(), 0.03, 0.002);
    check("to good", fitted.toGood(), 0.25, 0.01);
    assertThat(fitted.lossInGood()).isZero();
    assertThat(fitted.lossInBad()).isEqualTo(1);
  }

  @Test
  void aFitCountsTheMoves() {
    GilbertElliott fitted = GilbertElliott.fit(Loss.pattern("0001 1000 0010 0"));
    assertThat(fitted.toBad()).isEqualTo(2 / 9.0);
    assertThat(fitted.toGood()).isEqualTo(2 / 3.0);
  }

  @Test
  void nothingIsFittedToWhatHasNoBursts() {
    assertThatThrownBy(() -> GilbertElliott.fit(new boolean[7]))
        .hasMessage("no bursts can be told from 7 packets that all passed");
    assertThatThrownBy(() -> GilbertElliott.fit(new boolean[] {true, true}))
        .hasMessage("no bursts can be told from 2 packets that were all lost");
    assertThatThrownBy(() -> GilbertElliott.bursts(0.9, 2)).hasMessageContaining("2.0 packets");
  }

  @Test
  void exactlyTheListedPackets() {
    assertThat(lost(Loss.packets(5, 1, 2), 6))
        .containsExactly(true, true, false, false, true, false);
    assertThatThrownBy(() -> Loss.packets(3, 0)).hasMessageContaining("no 0");
  }

  @Test
  void aPatternIsRepeated() {
    assertThat(lost(Loss.repeating("0 01\n"), 7))
        .containsExactly(false, false, true, false, false, true, false);
    assertThatThrownBy(() -> Loss.repeating("01x1")).hasMessageContaining("not x (character 3)");
    assertThatThrownBy(() -> Loss.repeating(" \n")).hasMessage("an empty loss pattern");
  }
}
