package org.kamaelia.protocol.discard;

import org.junit.jupiter.api.Test;
import org.kamaelia.testbed.Container;
import org.kamaelia.testbed.ProtocolTester;

class DiscardTest {
  @Test
  void whatComesInIsThrownAway() {
    try (var peer = ProtocolTester.of(new Discard())) {
      peer.send("hello").send(new byte[1 << 20]).expectNothing();
      peer.end().expectEnd();
    }
  }

  @Test
  void toldToFinishItEnds() {
    try (var peer = ProtocolTester.of(new Discard())) {
      peer.send("hello").finish().expectEnd();
    }
  }

  @Test
  void itsBundleServes() throws Exception {
    try (var container = Container.start();
        var peer = ProtocolTester.of(container.protocol("discard", 9))) {
      peer.send("hello").end().expectEnd();
    }
  }
}
