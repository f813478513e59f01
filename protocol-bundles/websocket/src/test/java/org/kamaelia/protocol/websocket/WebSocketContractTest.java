package org.kamaelia.protocol.websocket;

import org.kamaelia.axon.Component;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.ProtocolContract;
import org.kamaelia.websocket.Message;
import org.kamaelia.websocket.internal.Deflate;
import org.kamaelia.websocket.internal.Limits;
import org.kamaelia.websocket.internal.Spares;

class WebSocketContractTest extends ProtocolContract {
  private static final WebSocket.Open NOBODY =
      new WebSocket.Open() {
        @Override
        public void begins(WebSocket socket) {}

        @Override
        public void ends(WebSocket socket) {}
      };

  @Override
  protected ProtocolFactory factory() {
    return new Bare();
  }

  /** An echo, as it is after the handshake. */
  private static final class Bare implements ProtocolFactory {
    @Override
    public WebSocket create(org.kamaelia.net.Connection connection) {
      return new WebSocket(
          Component.<Message, Message>of("echo", (in, out) -> in.forEach(out::send)),
          Limits.STANDARD,
          new Deflate(true, true),
          new Spares(),
          NOBODY);
    }
  }

  @Override
  protected byte[] exchange() {
    return Frames.all(
        Frames.client(0x01, "fragments with a "),
        Frames.client(Frames.PONG, ""),
        Frames.client(0x80, "\u00fcber between them"),
        Frames.client(Frames.BINARY, new byte[200]));
  }
}
