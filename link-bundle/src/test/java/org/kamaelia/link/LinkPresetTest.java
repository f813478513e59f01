package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinkPresetTest {
  @ParameterizedTest
  @EnumSource
  void eachIsFoundByItsNameSaysItsSourceAndCarriesPackets(LinkPreset preset) {
    assertThat(LinkPreset.named(preset.toString())).isEqualTo(preset);
    assertThat(LinkPreset.named(preset.name())).isEqualTo(preset);
    assertThat(preset.source()).isNotBlank();
    for (LinkSpec spec : new LinkSpec[] {preset.up(), preset.down()}) {
      Path path = new Path(spec.withLoss(Loss.NONE), 1).send(3, 1500, 0);
      assertThat(path.arrivals).hasSize(3);
    }
  }

  @Test
  void aRoundTripIsHalvedAndTheRatesDiffer() {
    LinkPreset dsl = LinkPreset.named("dsl");
    assertThat(dsl.up().delay()).isEqualTo(Delay.constant(Duration.ofMillis(25)));
    assertThat(dsl.up().rate()).isEqualTo(Rate.constant(384_000));
    assertThat(dsl.down().rate()).isEqualTo(Rate.constant(1_500_000));
  }

  @Test
  void anUnknownNameGetsThoseThatThereAre() {
    assertThatThrownBy(() -> LinkPreset.named("pigeon"))
        .hasMessageStartingWith("no link preset pigeon; there are ideal-6g, urban-5g, ")
        .hasMessageEndingWith(", geo");
  }
}
