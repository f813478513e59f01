package org.kamaelia.testbed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.ProtocolFactory;

/** The contract holds for sound protocols of all kinds; small ones stand for each. */
class SoundProtocolsTest {

  /** Lines of bounded length; the connection is closed on a longer one. */
  @Nested
  class Lines extends ProtocolContract {
    @Override
    protected ProtocolFactory factory() {
      return connection ->
          Component.of(
              "Lines",
              (in, out) -> {
                var line = ByteBuffer.allocate(100);
                for (var bytes : in) {
                  while (bytes.hasRemaining()) {
                    byte b = bytes.get();
                    if (!line.hasRemaining()) return;
                    line.put(b);
                    if (b == '\n') {
                      out.send(StandardCharsets.US_ASCII.encode(line.position() + "\n"));
                      line.clear();
                    }
                  }
                }
              });
    }

    @Override
    protected byte[] exchange() {
      return "one\nand two\n".getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Looks for signals, and says good bye. */
  @Nested
  class Attentive extends ProtocolContract {
    @Override
    protected ProtocolFactory factory() {
      return connection ->
          new Component<ByteBuffer, ByteBuffer>() {
            @Override
            protected void run() {
              while (!inbox.atEnd()) {
                if (select(control(), inbox) == control()
                    && control().receive() instanceof Signal.Shutdown) {
                  outbox.send(StandardCharsets.US_ASCII.encode("good bye\n"));
                  return;
                }
                inbox.poll().ifPresent(outbox::send);
              }
            }
          };
    }
  }

  /** Sends without end and without being asked, at its own pace. */
  @Nested
  class Ticker extends ProtocolContract {
    @Override
    protected ProtocolFactory factory() {
      return connection ->
          new Component<ByteBuffer, ByteBuffer>() {
            @Override
            protected void run() {
              while (!inbox.atEnd()) {
                if (inbox.receive(Duration.ofSeconds(1)).isEmpty()) {
                  outbox.send(StandardCharsets.US_ASCII.encode("tick\n"));
                }
              }
            }
          };
    }
  }

  /** Has a component of its own between the peer and itself. */
  @Nested
  class WithAChild extends ProtocolContract {
    @Override
    protected ProtocolFactory factory() {
      return connection ->
          new Component<ByteBuffer, ByteBuffer>() {
            @Override
            protected void run() {
              var child =
                  Component.<ByteBuffer, ByteBuffer>of(
                      "Child",
                      (in, out) -> {
                        for (var bytes : in) out.send(bytes);
                      });
              var toChild = addOutbox("toChild", ByteBuffer.class);
              toChild.linkTo(child.inbox());
              child.outbox().linkTo(outbox);
              activate(child);
              for (var bytes : inbox) toChild.send(bytes);
            }
          };
    }

    @Override
    protected byte[] exchange() {
      return new byte[0];
    }
  }
}
