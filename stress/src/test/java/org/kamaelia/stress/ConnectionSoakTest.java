package org.kamaelia.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
@EnabledOnOs(OS.LINUX)
class ConnectionSoakTest {
  @TempDir Path folder;

  @Test
  void afterSomeSecondsOfVisitsNothingIsLeft() throws Exception {
    var printed = new ByteArrayOutputStream();
    new ConnectionSoak(
            new Random().nextLong(), new PrintStream(printed, true, StandardCharsets.UTF_8))
        .run(Duration.ofSeconds(6), Duration.ofSeconds(2), folder);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("seed", "nio", "hours");
  }
}
