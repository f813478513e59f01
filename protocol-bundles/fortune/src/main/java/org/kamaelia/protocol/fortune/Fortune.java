package org.kamaelia.protocol.fortune;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kamaelia.axon.Component;

/** Says one of its sayings, and ends (quote of the day, RFC 865: fewer than 512 characters). */
public final class Fortune extends Component<ByteBuffer, ByteBuffer> {
  private final List<String> sayings;

  Fortune(List<String> sayings) {
    this.sayings = sayings;
  }

  @Override
  protected void run() {
    String saying = sayings.get(random().nextInt(sayings.size()));
    outbox.send(StandardCharsets.US_ASCII.encode(saying + "\r\n"));
  }
}
