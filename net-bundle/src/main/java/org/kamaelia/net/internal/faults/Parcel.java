package org.kamaelia.net.internal.faults;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kamaelia.link.Ecn;
import org.kamaelia.link.Packet;
import org.kamaelia.net.Datagram;

/** A datagram, as a link has it. */
final class Parcel implements Packet {
  /** Of IPv4 and UDP. */
  private static final int HEADERS = 28;

  private final Datagram datagram;

  /** What this is a corrupted one of; null if it is as it was sent. */
  private final @Nullable Parcel original;

  private boolean counted;

  private Parcel(Datagram datagram, @Nullable Parcel original) {
    this.datagram = datagram;
    this.original = original;
  }

  /** One with bytes of its own. */
  static Parcel of(Datagram datagram) {
    ByteBuffer payload = datagram.payload();
    ByteBuffer copy = ByteBuffer.allocate(payload.remaining());
    copy.put(0, payload, payload.position(), payload.remaining());
    return new Parcel(with(datagram, copy), null);
  }

  /** For who receives or sends it, who may have another one of the same. */
  Datagram datagram() {
    return of(datagram).datagram;
  }

  /** Its bytes if it is the first time that this is asked for, however it has changed; else 0. */
  int countOnce() {
    if (original != null) {
      return original.countOnce();
    }
    int bytes = counted ? 0 : length();
    counted = true;
    return bytes;
  }

  @Override
  public int length() {
    return HEADERS + datagram.payload().remaining();
  }

  @Override
  public int flow() {
    return datagram.peer().hashCode();
  }

  @Override
  public Ecn ecn() {
    return Ecn.of(datagram.trafficClass());
  }

  @Override
  public Packet marked() {
    int marked = datagram.trafficClass() | Ecn.CE.bits();
    return new Parcel(
        new Datagram(datagram.peer(), datagram.payload(), datagram.received(), marked), origin());
  }

  @Override
  public Packet corrupted(RandomGenerator random) {
    Datagram corrupted = datagram();
    ByteBuffer bytes = corrupted.payload();
    if (bytes.hasRemaining()) {
      int at = random.nextInt(bytes.remaining());
      bytes.put(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
    }
    return new Parcel(corrupted, origin());
  }

  private Parcel origin() {
    return original == null ? this : original;
  }

  private static Datagram with(Datagram datagram, ByteBuffer payload) {
    return new Datagram(datagram.peer(), payload, datagram.received(), datagram.trafficClass());
  }
}
