package org.kamaelia.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void theIntervalIsStudents() {
    // t of 9 degrees of freedom, two-sided 95 %: 2.262157
    Summary summary = Summary.of(List.of(1.0, 2.0, 3.0, 2.0, 3.0, 2.0, 3.0, 2.0, 3.0, 1.0), 0.95);
    assertThat(summary.mean()).isEqualTo(2.2);
    assertThat(summary.deviation()).isCloseTo(0.7888, within(1e-4));
    assertThat(summary.half()).isCloseTo(2.262157 * 0.788811 / Math.sqrt(10), within(1e-5));
    assertThat(summary.median()).isEqualTo(2);
    assertThat(summary.least()).isEqualTo(1);
    assertThat(summary.most()).isEqualTo(3);
  }

  @Test
  void oneNumberHasNoInterval() {
    Summary summary = Summary.of(List.of(4.0, Double.NaN), 0.95);
    assertThat(summary.count()).isEqualTo(1);
    assertThat(summary.mean()).isEqualTo(4);
    assertThat(summary.half()).isNaN();
    assertThat(summary.excludesZero()).isFalse();
    assertThat(summary.isWithin(1)).isFalse();
  }

  @Test
  void noNumberHasNothing() {
    Summary summary = Summary.of(List.of(), 0.95);
    assertThat(summary.count()).isZero();
    assertThat(summary.mean()).isNaN();
    assertThat(summary.median()).isNaN();
  }

  @Test
  void figuresAreToFourDigits() {
    assertThat(Figures.number(9.46812)).isEqualTo("9.468");
    assertThat(Figures.number(123456.7)).isEqualTo("123,457");
    assertThat(Figures.number(0.001234)).isEqualTo("0.001234");
    assertThat(Figures.number(100)).isEqualTo("100");
    assertThat(Figures.number(Double.NaN)).isEqualTo("-");
    assertThat(Figures.interval(Summary.of(List.of(1.0, 2.0, 3.0), 0.95))).isEqualTo("2.0 ± 2.5");
  }
}
