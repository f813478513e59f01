package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {
  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("trace.txt"), content);
  }

  private static Rate.Step step(double seconds, long rate) {
    return new Rate.Step(Duration.ofMillis(Math.round(seconds * 1000)), rate);
  }

  @Test
  void stepsAreRead() throws Exception {
    assertThat(TraceFile.steps(file("# a commuter train\n0 4.5\n\n10.5,\t0.35 # tunnel\n")))
        .isEqualTo(Rate.steps(step(0, 4_500_000), step(10.5, 350_000)));
    assertThat(TraceFile.steps(file("0 1\n1 2\n2\n")))
        .isEqualTo(Rate.repeating(Duration.ofSeconds(2), step(0, 1_000_000), step(1, 2_000_000)));
  }

  @Test
  void deliveriesAreRead() throws Exception {
    assertThat(TraceFile.deliveries(file("0\n7\n7 # two\n13\n")))
        .isEqualTo(DeliveryTrace.of(0, 7, 7, 13));
  }

  @Test
  void errorsNameFileLineAndText() throws Exception {
    steps("0 1\n1 fast\n", ":2: \"1 fast\" where there should be a rate in Mbit/s");
    steps("0 1\n1 -2\n", ":2: \"1 -2\" where there should be a rate in Mbit/s");
    steps("0 1\nNaN 2\n", ":2: \"NaN 2\" where there should be a time in seconds");
    steps("# x\n1 1\n", ":2: \"1 1\" where there should be 0 for the first time");
    steps("0 1\n0 2\n", ":2: \"0 2\" where there should be a time after the one ahead of it");
    steps("0 1 2\n", ":1: \"0 1 2\" where there should be a time and a rate, and nothing more");
    steps(
        "0 1\n5\n6 1\n",
        ":3: \"6 1\" where there should be nothing, for a time without a rate is the end");
    steps("1\n1\n5\n", "a time without a rate; is it a trace of delivery opportunities?");
    steps("0 1\n5 1\n5\n", ": it ends at PT5S, before its last step");
    steps("# nothing\n", ": no rates");
    deliveries("1\n2.5\n", ":2: \"2.5\" where there should be a time in whole milliseconds");
    deliveries("1 12\n", ":1: \"1 12\" where there should be a time in whole milliseconds");
    deliveries("5\n4\n", ":2: \"4\" where there should be no time before the one ahead of it, 5");
    deliveries("0\n", ": a trace that takes no time");
  }

  private void steps(String content, String message) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> TraceFile.steps(file))
        .isInstanceOf(LinkFileException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  private void deliveries(String content, String message) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> TraceFile.deliveries(file))
        .isInstanceOf(LinkFileException.class)
        .hasMessage(file + message);
  }
}
