package org.kamaelia.protocol.fortune;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.testbed.Container;
import org.kamaelia.testbed.ProtocolTester;
import org.kamaelia.testbed.TestConnection;

class FortuneTest {
  @Test
  void itSaysOneOfItsSayingsAndEnds() {
    try (var peer = ProtocolTester.of(new Fortune(List.of("Well begun is half done.")))) {
      peer.expect("Well begun is half done.\r\n").expectEnd();
    }
  }

  @Test
  void theSayingIsDrawnForEachConnection() throws Exception {
    var factory = new FortuneFactory();
    var said = new HashSet<String>();
    for (int seed = 0; seed < 100; seed++) {
      said.add(saying(factory, seed));
      assertThat(saying(factory, seed)).isEqualTo(saying(factory, seed));
    }
    assertThat(said).hasSizeGreaterThan(5);
  }

  @Test
  void aSayingIsALineOfFewerThan512Characters() throws Exception {
    // RFC 865
    var factory = new FortuneFactory();
    for (int seed = 0; seed < 100; seed++) {
      assertThat(saying(factory, seed)).hasSizeBetween(10, 511).matches("[ -~]+\r\n");
    }
  }

  @Test
  void itsBundleServes() throws Exception {
    try (var container = Container.start();
        var peer = ProtocolTester.of(container.protocol("fortune", 17))) {
      assertThat(peer.take()).hasSizeBetween(10, 511);
      peer.expectEnd();
    }
  }

  private static String saying(FortuneFactory factory, int seed) {
    try (var peer = ProtocolTester.of(factory, new TestConnection(1), new SteppedAxon(seed))) {
      return new String(peer.take(), StandardCharsets.US_ASCII);
    }
  }
}
