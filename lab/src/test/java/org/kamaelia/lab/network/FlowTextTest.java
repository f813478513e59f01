package org.kamaelia.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.lab.ValueProblem;

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
            new FlowText(1, "bulk", "tcp", "server", "client", Map.of()),
            new FlowText(
                3, "first call", "udp", "a", "b", Map.of("rate", "64kbit/s", "size", "200")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bulk tcp a > b         | "bulk tcp a > b": a flow is NAME: KIND FROM > TO, and settings
          bulk: sctp a > b       | "bulk: sctp a > b": there are tcp, udp, rtp and files
          call: udp a > b cc=reno | "call: udp a > b cc=reno": udp has [rate, size, start, stop], not cc
          """)
  void whatIsNoFlowIsAnErrorWithItsLine(String line, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> FlowText.read(line)).withMessage(message);
  }

  @Test
  void aMistakeKnowsItsLine() {
    assertThatExceptionOfType(ValueProblem.class)
        .isThrownBy(() -> FlowText.read("a: tcp b > c\n\na: tcp c > b\n"))
        .satisfies(it -> assertThat(it.line()).isEqualTo(3))
        .satisfies(it -> assertThat(it.parameter()).isEqualTo("flows"))
        .withMessage("two flows are called a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlowText.read("# nothing"))
        .withMessage("there is none");
  }

  @Test
  void amountsAreWrittenAsForLinks() {
    assertThat(Amounts.time("1.5s").toMillis()).isEqualTo(1500);
    assertThat(Amounts.rate("64kbit/s")).isEqualTo(64_000);
    assertThatIllegalArgumentException().isThrownBy(() -> Amounts.rate("unlimited"));
  }
}
