package org.kamaelia.lab.experiments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a receiver could use of a stream whose content is known. */
final class DeliveredPackets {
  private static final int PAYLOAD = 1000;

  private final byte[][] content;
  private final List<Double> delays = new ArrayList<>();
  private final List<Double> repaired = new ArrayList<>();

  /** Of a stream of these packets. */
  DeliveredPackets(byte[][] content) {
    this.content = content;
  }

  /** What a stream of so many packets has in it. */
  static byte[][] content(int count) {
    SplittableRandom random = new SplittableRandom(1);
    byte[][] content = new byte[count][PAYLOAD];
    for (byte[] each : content) {
      random.nextBytes(each);
    }
    return content;
  }

  void delivered(RepairPacket packet, long delay, boolean late) {
    if (!packet.payload().equals(ByteBuffer.wrap(content[packet.base()]))) {
      throw new IllegalStateException("packet " + packet.base() + " was made up");
    }
    delays.add(delay / 1e6);
    if (late) {
      repaired.add(delay / 1e6);
    }
  }

  long lost() {
    return (long) content.length - delays.size();
  }

  /** Milliseconds from when each was first sent until it could be used. */
  List<Double> delays() {
    return delays;
  }

  /** The same of those that did not come in their turn. */
  List<Double> repaired() {
    return repaired;
  }
}
