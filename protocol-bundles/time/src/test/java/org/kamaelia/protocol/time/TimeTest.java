package org.kamaelia.protocol.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.testbed.Container;
import org.kamaelia.testbed.ProtocolTester;
import org.kamaelia.testbed.TestConnection;

class TimeTest {
  @Test
  void itSaysTheSecondsSince1900AndEnds() {
    try (var peer = ProtocolTester.of(new Time())) {
      assertThat(said(peer)).isEqualTo(Instant.parse("2004-12-13T00:00:00Z"));
      peer.expectEnd();
    }
  }

  @Test
  void theLastSecondOfItsCountIsFollowedByZero() {
    try (var peer = connectAt("2036-02-07T06:28:15Z")) {
      peer.expect(new byte[] {-1, -1, -1, -1}).expectEnd();
    }
    try (var peer = connectAt("2036-02-07T06:28:16Z")) {
      peer.expect(new byte[4]).expectEnd();
    }
  }

  @Test
  void afterThatItCountsOn() {
    try (var peer = connectAt("2040-01-01T00:00:00Z")) {
      assertThat(said(peer).plusSeconds(1L << 32)).isEqualTo("2040-01-01T00:00:00Z");
    }
  }

  @Test
  void itsBundleServes() throws Exception {
    try (var container = Container.start();
        var peer = ProtocolTester.of(container.protocol("time", 37))) {
      assertThat(said(peer)).isEqualTo(peer.now());
    }
  }

  private static ProtocolTester connectAt(String instant) {
    var axon = new SteppedAxon(1);
    axon.advance(Duration.between(axon.clock().instant(), Instant.parse(instant)));
    return ProtocolTester.of(new TimeFactory(), new TestConnection(1), axon);
  }

  private static Instant said(ProtocolTester peer) {
    long seconds = Integer.toUnsignedLong(ByteBuffer.wrap(peer.take(4)).getInt());
    return Instant.parse("1900-01-01T00:00:00Z").plusSeconds(seconds);
  }
}
