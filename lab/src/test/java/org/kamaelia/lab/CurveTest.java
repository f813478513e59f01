package org.kamaelia.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Curves, and what is left of them on a page. */
class CurveTest {

  private static Curve curve(int points, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Curve curve = new Curve("ms");
    for (int i = 0; i < points; i++) {
      curve.add(i * 0.01, random.nextDouble(10));
    }
    return curve;
  }

  private static double most(Curve curve, double from, double to) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < curve.points(); i++) {
      if (curve.at(i) >= from && curve.at(i) < to) {
        most = Math.max(most, curve.value(i));
      }
    }
    return most;
  }

  @Test
  void aThinCurveKeepsThePeaksOfEachColumnInTheirOrder() {
    Curve whole = curve(10_001, 1);
    Curve thin = whole.thinned(100);
    assertThat(thin.points()).isBetween(190, 202);
    for (int column = 0; column < 100; column++) {
      // a column is a second
      assertThat(most(thin, column + 0.005, column + 0.995))
          .isEqualTo(most(whole, column + 0.005, column + 0.995));
    }
    for (int i = 1; i < thin.points(); i++) {
      assertThat(thin.at(i)).isGreaterThan(thin.at(i - 1));
    }
  }

  @Test
  void aSinglePeakIsNotLost() {
    Curve whole = new Curve("ms");
    for (int i = 0; i < 5000; i++) {
      whole.add(i, i == 4321 ? 1000 : 1);
    }
    Curve thin = whole.thinned(50);
    assertThat(most(thin, 4321, 4322)).isEqualTo(1000);
  }

  @Test
  void aGapThatTakesAColumnStaysAndAPointWithinOneIsSeen() {
    Curve whole = new Curve("ms");
    for (int i = 0; i < 1000; i++) {
      whole.add(i, (i > 300 && i < 500) || i % 2 == 0 ? Double.NaN : 7);
    }
    Curve thin = whole.thinned(20);
    for (int i = 0; i < thin.points(); i++) {
      boolean gap = thin.at(i) >= 300 && thin.at(i) < 500;
      assertThat(Double.isNaN(thin.value(i))).as(thin.at(i) + "").isEqualTo(gap);
    }
  }

  @Test
  void whatIsThinAlreadyStaysAsItIs() {
    Curve curve = curve(200, 2);
    assertThat(curve.thinned(100)).isSameAs(curve);
  }

  @Test
  void linesAreShorterAndGoWhereTheyWent() {
    assertThat(
            PathText.shorter(
                "<path d=\"M1.04 2.06 L4 1.5 L4 1.5 L3.96 12.34 M5 6 L7 8\"/><path d=\"M1 2 C3.123"
                    + " 4 5 6 7 8\"/>"))
        .isEqualTo("<path d=\"M1 2.1l3-.6 0 10.8M5 6l2 2\"/><path d=\"M1 2 C3.1 4 5 6 7 8\"/>");
  }

  @Test
  void aPlotHasNoMoreTextThanItsPixelsNeed() {
    assumeThat(Svg.problem()).isEmpty();
    Map<String, List<Curve>> others = Map.of("rate", List.of(curve(50_000, 2), curve(50_000, 3)));
    Svg svg = new Svg();
    String text =
        svg.of(
            Plots.curves("", "loss 0.125", Map.of("rate", curve(50_000, 1)), others),
            980,
            230,
            "rate");
    assertThat(text.length()).isBetween(8_000, 25_000);
    // names are words, not outlines of letters, and how all looks is said once
    assertThat(text).contains(">loss 0.125</text>").doesNotContain("style=", "clip-path");
    assertThat(svg.styles()).startsWith(".s0 {").contains("stroke-opacity:0.4");
  }
}
