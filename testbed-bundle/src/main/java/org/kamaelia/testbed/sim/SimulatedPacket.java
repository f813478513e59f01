package org.kamaelia.testbed.sim;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.kamaelia.link.Ecn;
import org.kamaelia.link.Packet;

/** What simulated hosts send to one another. Not changed any more once it is sent. */
abstract sealed class SimulatedPacket implements IpPacket, Cloneable permits Segment, Fragment {
  static final byte[] NOTHING = {};

  final Flow flow;
  Ecn ecn = Ecn.NOT_ECT;

  /** Its bytes are those of {@link #bytes} from here. */
  int offset;

  int count;
  byte[] bytes = NOTHING;

  /** Whether a bit of it is wrong: then its checksum tells, and who receives it drops it. */
  boolean corrupt;

  private int checksum;
  private boolean summed;

  SimulatedPacket(Flow flow) {
    this.flow = flow;
  }

  /** The length of its headers in bytes. */
  abstract int headers();

  @Override
  public final int length() {
    return headers() + count;
  }

  @Override
  public final int flow() {
    return flow.hashCode();
  }

  @Override
  public final Ecn ecn() {
    return ecn;
  }

  @Override
  public final Packet marked() {
    SimulatedPacket copy = copy();
    copy.ecn = Ecn.CE;
    return copy;
  }

  @Override
  public final Packet corrupted(RandomGenerator random) {
    SimulatedPacket copy = copy();
    copy.corrupt = true;
    if (count > 0) {
      copy.bytes = Arrays.copyOfRange(bytes, offset, offset + count);
      copy.offset = 0;
      copy.bytes[random.nextInt(count)] ^= (byte) (1 << random.nextInt(8));
      copy.summed = false;
    }
    return copy;
  }

  @Override
  public final InetSocketAddress source() {
    return flow.from;
  }

  @Override
  public final InetSocketAddress destination() {
    return flow.to;
  }

  @Override
  public final boolean isTcp() {
    return flow.protocol == Flow.TCP;
  }

  @Override
  public final ByteBuffer payload() {
    return ByteBuffer.wrap(bytes, offset, count).slice().asReadOnlyBuffer();
  }

  @Override
  public final byte[] toBytes() {
    return IpBytes.of(this);
  }

  /** The same with other bytes. */
  final SimulatedPacket carrying(byte[] payload) {
    if (payload.length != count) {
      throw new IllegalArgumentException(
          "%d bytes cannot take the place of %d".formatted(payload.length, count));
    }
    SimulatedPacket copy = copy();
    copy.bytes = payload;
    copy.offset = 0;
    copy.summed = false;
    return copy;
  }

  final SimulatedPacket copy() {
    try {
      return (SimulatedPacket) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** Of its payload: what a trace compares. */
  final int checksum() {
    if (!summed) {
      if (count > 0) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, count);
        checksum = (int) crc.getValue();
      }
      summed = true;
    }
    return checksum;
  }
}
