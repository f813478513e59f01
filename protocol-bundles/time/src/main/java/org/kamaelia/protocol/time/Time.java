package org.kamaelia.protocol.time;

import java.nio.ByteBuffer;
import org.kamaelia.axon.Component;

/**
 * Says what time it is, for machines, and ends (RFC 868): the seconds since 1900-01-01 00:00 UTC,
 * as 32 bits, most significant byte first. In February 2036 they begin at 0 again.
 */
public final class Time extends Component<ByteBuffer, ByteBuffer> {
  private static final long FROM_1900_TO_1970 = 2_208_988_800L;

  @Override
  protected void run() {
    long seconds = FROM_1900_TO_1970 + clock().instant().getEpochSecond();
    outbox.send(ByteBuffer.allocate(Integer.BYTES).putInt((int) seconds).flip());
  }
}
