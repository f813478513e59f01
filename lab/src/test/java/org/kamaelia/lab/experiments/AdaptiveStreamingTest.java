package org.kamaelia.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.testbed.media.PlayerState;
import org.kamaelia.testbed.media.SegmentChoice;

class AdaptiveStreamingTest {
  private static final List<String> CHOICES = List.of("throughput", "buffer", "bola");

  /** The lowest, always; as a researcher's class. */
  public static final class Lowest implements SegmentChoice {
    /** Makes one. */
    public Lowest() {}

    @Override
    public int next(PlayerState state) {
      return 0;
    }
  }

  private static Sample run(String... settings) throws Exception {
    return Sample.of(new AdaptiveStreaming(), 1, settings);
  }

  @Test
  void overASteadyLinkNobodyStallsAndNobodyPlaysMoreThanThereIs() throws Exception {
    for (String choice : CHOICES) {
      Sample sample = run("choice=" + choice, "spread=0");
      assertThat(sample.get("missing")).as(choice).isZero();
      assertThat(sample.get("stalls")).as(choice).isZero();
      assertThat(sample.get("rate")).as(choice).isBetween(1.5, 3.0);
      // a segment of 150,000 bytes at 3 Mbit/s takes 0.4 s, the handshakes of TCP beside it
      assertThat(sample.get("start-up")).as(choice).isBetween(0.5, 0.8);
    }
  }

  @Test
  void aSegmentThatTakesLongerThanItPlaysStalls(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("slow"), "0 0.2\n");
    Sample sample = run("choice=" + Lowest.class.getName(), "trace=@" + file, "segments=10");
    // 0.3 Mbit/s over 0.2 less headers: each 4 s take a bit more than 6
    assertThat(sample.get("stalls")).isEqualTo(9);
    assertThat(sample.get("rate")).isCloseTo(0.3, within(1e-9));
    assertThat(sample.get("stalled")).isBetween(30.0, 40.0);
  }

  @Test
  void aSeedDrawsTheSameRatesForAll() throws Exception {
    for (String choice : CHOICES) {
      String[] settings = {"choice=" + choice, "segments=20", "spread=1"};
      assertThat(run(settings).all()).isEqualTo(run(settings).all());
    }
  }

  @Test
  void whatIsNotKnownIsSaid() {
    assertThatThrownBy(() -> run("trace=train")).hasMessageContaining("train");
    assertThatThrownBy(() -> run("choice=best")).hasMessageContaining("throughput, buffer, bola");
  }
}
