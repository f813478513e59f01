package org.kamaelia.lab.experiments;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.kamaelia.axon.Component;
import org.kamaelia.link.Rate;

/** Sends packets at a rate that asks nobody; RFC 8868, section 5.3. */
final class Steady extends Component<Object, ByteBuffer> {
  /** Of IPv4 and UDP, which the rate includes. */
  private static final int HEADERS = 28;

  private final int bytes;
  private final Rate.Sender rate;

  /**
   * Makes one.
   *
   * @param bytes of a packet, headers of IP and UDP included
   * @param rate in bits a second of such packets; from when this starts
   */
  Steady(int bytes, Rate rate) {
    this.bytes = bytes;
    this.rate = rate.begin();
  }

  @Override
  protected void run() {
    long begin = clock().nanoTime();
    for (long at = rate.ready(0); at < Rate.NEVER; at = rate.ready(rate.finish(at, bytes))) {
      long wait = begin + at - clock().nanoTime();
      if (wait > 0) {
        clock().sleep(Duration.ofNanos(wait));
      }
      outbox.send(ByteBuffer.allocate(bytes - HEADERS));
    }
  }
}
