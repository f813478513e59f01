package org.kamaelia.testbed.measure;

import java.nio.ByteBuffer;
import org.kamaelia.axon.Component;

/**
 * Makes RTP packets of frames, RFC 3550, section 5.1: as many as each needs, of one time stamp by a
 * clock of 90 kHz, the last one marked. Their payload is zeros.
 */
public final class RtpPackets extends Component<Frame, ByteBuffer> {
  private static final int HEADER = 12;
  private static final int PAYLOAD_TYPE = 96;

  private final int source;
  private final int most;

  /**
   * Makes a packetizer.
   *
   * @param source the SSRC
   * @param most the largest packet, in bytes, its header of 12 bytes included
   */
  public RtpPackets(int source, int most) {
    if (most <= HEADER || most > 65_507) {
      throw new IllegalArgumentException("a packet has 13 to 65,507 bytes, not " + most);
    }
    this.source = source;
    this.most = most;
  }

  @Override
  protected void run() {
    short sequence = 0;
    for (Frame frame : inbox) {
      int stamp = (int) (frame.captured() * 9 / 100_000);
      for (int left = frame.bytes(); left > 0; ) {
        int part = Math.min(left, most - HEADER);
        left -= part;
        ByteBuffer packet = ByteBuffer.allocate(HEADER + part);
        packet
            .put((byte) 0x80)
            .put((byte) (PAYLOAD_TYPE | (left == 0 ? 0x80 : 0)))
            .putShort(sequence++)
            .putInt(stamp)
            .putInt(source);
        outbox.send(packet.rewind());
      }
    }
  }
}
