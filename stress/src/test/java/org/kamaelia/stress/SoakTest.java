package org.kamaelia.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoakTest {
  @Test
  void aFewSecondsLoseNothingAndLeaveNothing() throws InterruptedException {
    var printed = new ByteArrayOutputStream();
    new Soak(new Random().nextLong(), new PrintStream(printed, true, StandardCharsets.UTF_8))
        .run(Duration.ofSeconds(4), Duration.ofSeconds(2));
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("seed", "components");
  }
}
