package org.kamaelia.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TftpWindowsTest {
  private static Sample run(String... settings) throws Exception {
    return Sample.of(new TftpWindows(), 1, settings);
  }

  @Test
  void withoutLossABlockTakesARoundTripAndAWindowDoesTheSame() throws Exception {
    // 1500 bytes at 10 Mbit/s take 1.2 ms, and there are 687 blocks
    double each = 0.020 + 0.0012 + 0.0000256; // an acknowledgement has 32 bytes
    Sample one = run();
    assertThat(one.get("time")).isCloseTo(687 * each, within(0.1));
    assertThat(one.get("timeouts")).isZero();
    assertThat(one.get("resent")).isZero();
    Sample eight = run("window=8");
    assertThat(eight.get("time")).isCloseTo(687 / 8.0 * (each + 7 * 0.0012), within(0.15));
    assertThat(run("window=64").get("throughput")).isBetween(7.0, 8.1);
  }

  @Test
  void aWindowThatDoesNotFitIntoTheQueueLosesItsEndAndNobodyTellsTheSender() throws Exception {
    Sample sample = run("window=256");
    assertThat(sample.get("resent")).isGreaterThan(30);
    assertThat(sample.get("timeouts")).as("at each window but the last").isBetween(4.0, 8.0);
  }

  @Test
  void windowsHelpLessThePathThatLosesMore() throws Exception {
    double one = run("loss=2").get("throughput");
    double eight = run("loss=2", "window=8").get("throughput");
    assertThat(eight).isGreaterThan(one);
    assertThat(eight).isLessThan(run("window=8").get("throughput"));
  }

  @Test
  void whatIsLostIsSentAgainUntilAllIsThere() throws Exception {
    for (String window : new String[] {"window=1", "window=4", "window=32"}) {
      Sample sample = run("loss=20", "file=100", window);
      assertThat(sample.get("time")).as(window).isPositive();
    }
  }

  @Test
  void theEmptyLastBlockOfAFileOfWholeBlocksIsSent() throws Exception {
    assertThat(run("file=182", "window=16").get("time")).isPositive(); // 125 blocks of 1456
  }
}
