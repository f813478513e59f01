package org.kamaelia.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kamaelia.lab.network.NetworkExperiment;

/** What the experiment without code measures is what was asked for. */
class NetworkExperimentTest {
  private final NetworkExperiment experiment = new NetworkExperiment();

  private RecordedRun run(Map<String, String> set) throws Exception {
    Map<String, String> values = new HashMap<>();
    experiment.parameters().forEach(each -> values.put(each.name(), each.initial()));
    values.putAll(set);
    Cell cell = new Cell("network", "network", Map.of(), "", values);
    RecordedRun run = new RecordedRun(new Job(cell, 1), experiment.parameters(), null);
    experiment.run(run);
    return run;
  }

  private static double value(RecordedRun run, String measure) {
    assertThat(run.measures()).containsKey(measure);
    return run.measures().get(measure).value();
  }

  @Test
  void aConstantRateFlowArrivesAsItWasSent() throws Exception {
    RecordedRun run =
        run(
            Map.of(
                "link",
                "delay=30ms",
                "flows",
                "call: udp client > server rate=80kbit/s size=100 stop=1s",
                "duration",
                "2s"));
    assertThat(value(run, "call goodput")).isEqualTo(0.08);
    assertThat(value(run, "call loss")).isZero();
    assertThat(value(run, "call delay, median")).isBetween(29.9, 30.1);
    assertThat(run.curves().get("goodput/call").points()).isEqualTo(20);
  }

  @Test
  void aDownloadFillsTheLink() throws Exception {
    RecordedRun run = run(Map.of("duration", "3s"));
    assertThat(value(run, "bulk goodput")).isBetween(8.0, 9.7);
    assertThat(value(run, "server > client queue")).isGreaterThan(1);
  }

  @Test
  void aTransferThatEndsHasADuration() throws Exception {
    RecordedRun run =
        run(Map.of("flows", "file: tcp server > client bytes=1250000", "duration", "5s"));
    assertThat(value(run, "file duration")).as("10 Mbit at 10 Mbit/s").isBetween(1.0, 1.6);
  }

  @Test
  void videoAndFilesRunBesideOneAnother() throws Exception {
    RecordedRun run =
        run(
            Map.of(
                "flows",
                """
                video: rtp server > client rate=1Mbit/s
                pages: files server > client rest=100ms
                """,
                "duration",
                "4s"));
    assertThat(value(run, "video goodput")).isBetween(0.7, 1.3);
    assertThat(value(run, "pages count")).isGreaterThan(5);
    assertThat(value(run, "pages duration, median")).isBetween(60.0, 500.0);
  }

  @Test
  void whatCannotBeIsSaid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(Map.of("flows", "bulk: tcp server > nobody")))
        .withMessageContaining("no place nobody in the topology");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(Map.of("topology", "client server")))
        .withMessageStartingWith("\"client server\": ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(Map.of("congestion-control", "vegas")))
        .withMessageStartingWith("congestion control \"vegas\": there are cubic, reno");
  }
}
