package org.kamaelia.protocol.chargen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.kamaelia.testbed.Container;
import org.kamaelia.testbed.ProtocolTester;

class ChargenTest {
  @Test
  void linesOfSeventyTwoEachBeginOneFurther() {
    try (var peer = ProtocolTester.of(new Chargen())) {
      peer.expect(
          """
           !"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg\r
          !"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefgh\r
          "#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghi\r
          """);
    }
  }

  @Test
  void thePatternIsARing() {
    try (var peer = ProtocolTester.of(new Chargen())) {
      byte[] first = peer.take(95 * 74);
      peer.expect(first);
      var lastLine = new String(first, 94 * 74, 74, StandardCharsets.US_ASCII);
      assertThat(lastLine).startsWith("~ !\"#").endsWith("bcdef\r\n");
    }
  }

  @Test
  void whatComesInChangesNothing() {
    byte[] undisturbed;
    try (var peer = ProtocolTester.of(new Chargen())) {
      undisturbed = peer.take(100_000);
    }
    try (var peer = ProtocolTester.of(new Chargen())) {
      peer.send("hello").send(new byte[1 << 20]).expect(undisturbed);
    }
  }

  @Test
  void itGoesOnUntilThePeerEnds() {
    try (var peer = ProtocolTester.of(new Chargen())) {
      peer.take(1 << 20);
      peer.end();
      while (peer.take().length > 0) {}
      peer.expectEnd();
    }
  }

  @Test
  void aResetIsNoFailure() {
    try (var peer = ProtocolTester.of(new Chargen())) {
      peer.reset().expectEnd();
    }
  }

  @Test
  void toldToFinishItEndsAfterAWholeLine() {
    try (var peer = ProtocolTester.of(new Chargen())) {
      peer.finish();
      int rest = 0;
      for (int more = -1; more != 0; rest += more) {
        more = peer.take().length;
      }
      peer.expectEnd();
      assertThat(rest % 74).isZero();
    }
  }

  @Test
  void itsBundleServes() throws Exception {
    try (var container = Container.start();
        var peer = ProtocolTester.of(container.protocol("chargen", 19))) {
      peer.expect(" !\"#$%&");
    }
  }
}
