package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RateTest {
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final SteppedAxon axon = new SteppedAxon(seed);
  private final Group group = axon.group("test");

  @RepeatedTest(10)
  void withinAnyPeriodAtMostSoManyPassAndNoneWaitsLongerThanThatNeeds() {
    int most = 1 + random.nextInt(5);
    long period = 1000 + random.nextInt(1000);
    List<Long> came = new ArrayList<>();
    List<Long> passed = new ArrayList<>();
    var source =
        Component.<Object, Integer>of(
            "source",
            (in, out) -> {
              for (int i = 0; i < 200; i++) {
                if (random.nextBoolean()) {
                  axon.clock().sleep(Duration.ofNanos(random.nextInt(2000)));
                }
                came.add(axon.clock().nanoTime());
                out.send(i);
              }
            });
    var sink =
        Component.<Integer, Object>of(
            "sink", (in, out) -> in.forEach(i -> passed.add(axon.clock().nanoTime())));
    var limit = new RateLimit<Integer>(most, Duration.ofNanos(period));
    limit.inbox().limit(Inbox.UNLIMITED);
    group.activate(Pipeline.of(source, limit, sink));
    axon.runToEnd();
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      long soonest = came.get(i);
      if (i > 0) {
        soonest = Math.max(soonest, expected.get(i - 1));
      }
      if (i >= most) {
        soonest = Math.max(soonest, expected.get(i - most) + period);
      }
      expected.add(soonest);
    }
    assertThat(passed).as("seed %s", seed).isEqualTo(expected);
  }

  @RepeatedTest(10)
  void chunksAreWholeQuantaThatGiveTheRateAndNoByteIsLost() {
    int quantum = 1 + random.nextInt(50);
    int chunks = 1 + random.nextInt(40);
    long rate = (long) quantum * chunks + random.nextInt(5000);
    byte[] all = new byte[random.nextInt(20_000)];
    random.nextBytes(all);
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int at = 0; at < all.length; ) {
      int size = Math.min(all.length - at, random.nextInt(700));
      pieces.add(ByteBuffer.wrap(all, at, size));
      at += size;
    }
    List<ByteBuffer> seen = new ArrayList<>();
    group.activate(
        Pipeline.of(
            new DataSource<>(pieces), new RateChunker(rate, quantum, chunks), Parts.sink(seen)));
    axon.runToEnd();
    ByteBuffer joined = ByteBuffer.allocate(all.length);
    long sent = 0;
    for (int i = 0; i < seen.size(); i++) {
      int size = seen.get(i).remaining();
      if (i < seen.size() - 1) {
        assertThat(size % quantum).as("seed %s", seed).isZero();
        sent += size;
        double due = (double) rate / quantum * quantum * (i + 1) / chunks;
        assertThat(due - sent)
            .as("seed %s", seed)
            .isBetween(-1e-6, (double) quantum * (2 + i / chunks));
      }
      joined.put(seen.get(i));
    }
    assertThat(joined.array()).as("seed %s", seed).isEqualTo(all);
  }

  @Test
  void ratesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new RateLimit<>(0, Duration.ofSeconds(1)))
        .hasMessage("a rate is at least 1 message in a positive time, not 0 in PT1S");
    assertThatThrownBy(() -> new RateLimit<>(1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RateChunker(100, 10, 11))
        .hasMessage("100 bytes a second do not make 11 chunks of whole quanta of 10 bytes");
  }
}
