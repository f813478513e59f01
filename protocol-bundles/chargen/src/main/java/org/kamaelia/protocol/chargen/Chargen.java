package org.kamaelia.protocol.chargen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.kamaelia.axon.Component;

/**
 * Sends lines of text, as fast as the peer reads, until it ends; throws away what it gets (RFC
 * 864). A line has 72 of the 95 printable characters; each begins one further than the last.
 */
public final class Chargen extends Component<ByteBuffer, ByteBuffer> {
  private static final int PRINTABLE = 95;
  private static final int WIDTH = 72;

  @Override
  protected void run() {
    for (int line = 0; !inbox.atEnd(); line = (line + 1) % PRINTABLE) {
      inbox.poll();
      outbox.send(line(line));
    }
  }

  private static ByteBuffer line(int first) {
    var text = new StringBuilder(WIDTH + 2);
    for (int i = first; i < first + WIDTH; i++) {
      text.append((char) (' ' + i % PRINTABLE));
    }
    return StandardCharsets.US_ASCII.encode(text.append("\r\n").toString());
  }
}
