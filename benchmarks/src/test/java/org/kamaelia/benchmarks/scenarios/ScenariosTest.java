package org.kamaelia.benchmarks.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** Each scenario works with each peer that runs in a JVM; how fast is not asked here. */
class ScenariosTest {
  static Stream<Arguments> pairs() {
    return Arrays.stream(Peer.values())
        .filter(peer -> peer.inJvm() != null)
        .flatMap(
            peer -> Arrays.stream(Scenario.values()).map(scenario -> Arguments.of(peer, scenario)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  @Timeout(60)
  void everyOperationIsSeenAtTheOtherEnd(Peer peer, Scenario scenario) throws Exception {
    IntFunction<JvmPeer> maker = peer.inJvm();
    long count = scenario.fixed(true) > 0 ? 5 : 2 * scenario.quantum;
    try (JvmPeer running = maker.apply(scenario.threads)) {
      Meter meter = new Meter(() -> {});
      assertThat(running.run(scenario, count, meter)).isEqualTo(count);
      assertThat(running.run(scenario, count, meter)).as("again").isEqualTo(count);
    } catch (UnsupportedOperationException e) {
      throw new TestAbortedException(peer + " has no " + scenario.id);
    }
  }
}
