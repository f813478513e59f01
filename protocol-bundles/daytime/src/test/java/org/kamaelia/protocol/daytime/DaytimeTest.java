package org.kamaelia.protocol.daytime;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.testbed.Container;
import org.kamaelia.testbed.ProtocolTester;
import org.kamaelia.testbed.TestConnection;

class DaytimeTest {
  @Test
  void itSaysTheTimeAndEnds() {
    try (var peer = ProtocolTester.of(new Daytime())) {
      peer.expect("Monday, December 13, 2004 00:00:00-UTC\r\n").expectEnd();
    }
  }

  @Test
  void theTimeIsThatOfItsClock() {
    var axon = new SteppedAxon(1);
    axon.advance(Duration.ofDays(25).plusHours(13).plusMinutes(1).plusSeconds(59));
    try (var peer = ProtocolTester.of(new DaytimeFactory(), new TestConnection(1), axon)) {
      peer.expect("Friday, January 7, 2005 13:01:59-UTC\r\n").expectEnd();
    }
  }

  @Test
  void itsBundleServes() throws Exception {
    try (var container = Container.start();
        var peer = ProtocolTester.of(container.protocol("daytime", 13))) {
      peer.expect("Monday, ");
    }
  }
}
