package org.kamaelia.protocol.trouble;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.testbed.Container;
import org.kamaelia.testbed.ProtocolTester;
import org.kamaelia.testbed.TestConnection;

class TroubleTest {
  @Test
  void whatItDoesNotKnowComesBack() {
    try (var peer = ProtocolTester.of(new Trouble())) {
      peer.send("hello\n").expect("hello\n");
      peer.end().expectEnd();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "throw, java.lang.IllegalStateException",
    "overflow, java.lang.StackOverflowError",
    "die, java.lang.OutOfMemoryError"
  })
  void aTroubleFailsItsConnectionAndNoOther(String trouble, Class<? extends Throwable> cause) {
    var axon = new SteppedAxon(1);
    var factory = new TroubleFactory();
    try (var victim = ProtocolTester.of(factory, new TestConnection(1), axon);
        var other = ProtocolTester.of(factory, new TestConnection(2), axon)) {
      other.send("before").expect("before");
      victim.send(trouble + "\r\n").expectFailure(cause);
      other.send("after").expect("after");
    }
  }

  @Test
  void itsBundleServes() throws Exception {
    try (var container = Container.start();
        var peer = ProtocolTester.of(container.protocol("trouble", 7099))) {
      peer.send("hello").expect("hello");
      peer.send("throw").expectFailure(IllegalStateException.class);
    }
  }
}
