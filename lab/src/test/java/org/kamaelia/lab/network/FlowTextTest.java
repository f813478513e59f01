package org.kamaelia.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowTextTest {

  @Test
  void aFlowHasANameAKindTwoPlacesAndSettings() {
    assertThat(
            FlowText.read(
                """
                bulk: tcp server > client    # as much as there is

                first call: udp a>b rate=64kbit/s size=200
                """))
        .containsExactly(
            new FlowText("bulk", "tcp", "server", "client", Map.of()),
            new FlowText("first call", "udp", "a", "b", Map.of("rate", "64kbit/s", "size", "200")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bulk tcp a > b         | flows: "bulk tcp a > b": a flow is NAME: KIND FROM > TO, and settings
          bulk: sctp a > b       | flows: "bulk: sctp a > b": there are tcp, udp, rtp and files
          call: udp a > b cc=reno | flows: "call: udp a > b cc=reno": udp has [rate, size, start, stop], not cc
          """)
  void whatIsNoFlowIsAnErrorWithItsLine(String line, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> FlowText.read(line)).withMessage(message);
  }

  @Test
  void amountsAreWrittenAsForLinks() {
    assertThat(Amounts.time("1.5s").toMillis()).isEqualTo(1500);
    assertThat(Amounts.rate("64kbit/s")).isEqualTo(64_000);
    assertThatIllegalArgumentException().isThrownBy(() -> Amounts.rate("unlimited"));
  }
}
