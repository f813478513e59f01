package org.kamaelia.protocol.echo;

import org.junit.jupiter.api.Test;
import org.kamaelia.testbed.Container;
import org.kamaelia.testbed.ProtocolTester;

class EchoTest {
  @Test
  void whatComesInGoesOut() {
    try (var peer = ProtocolTester.of(new Echo())) {
      peer.send("hello").expect("hello");
      peer.send("again").expect("again").expectNothing();
      peer.end().expectEnd();
    }
  }

  @Test
  void toldToFinishItSendsWhatItGotAndEnds() {
    try (var peer = ProtocolTester.of(new Echo())) {
      peer.send("hello").finish().expect("hello").expectEnd();
    }
  }

  @Test
  void aPeerThatDoesNotReadMakesItWait() {
    try (var peer = ProtocolTester.of(new Echo())) {
      byte[] megabyte = new byte[1 << 20];
      peer.stopReading().send(megabyte);
      peer.readOn().expect(megabyte);
    }
  }

  @Test
  void itsBundleServes() throws Exception {
    try (var container = Container.start();
        var peer = ProtocolTester.of(container.protocol("echo", 7))) {
      peer.send("hello").expect("hello");
    }
  }
}
