package org.kamaelia.link.real;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kamaelia.link.Link;
import org.kamaelia.link.LinkCounters;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.LinkWatch;

/**
 * A path between two TUN devices, with a {@link Link} for each direction: what one device sends
 * comes in at the other. Linux only; it needs CAP_NET_ADMIN. The devices are made in the network
 * namespace of this process; with {@code ip link set DEVICE netns NAME} they go to others, where
 * real programs are behind the path. They are gone when it is closed.
 *
 * <p>Packets get their time when they are read, and all further times follow from that; the queue
 * is the link's, for what waits in the kernel's is read at once. May be used on any thread.
 */
public final class TunPath implements AutoCloseable {
  private final RealTimeline timeline;
  private final Link forward;
  private final Link back;

  private TunPath(TunDevice one, TunDevice other, LinkSpec to, LinkSpec from, long seed)
      throws IOException {
    var random = new SplittableRandom(seed);
    timeline = new RealTimeline("tun path");
    forward = new Link(to, random.split(), timeline, packet -> other.write((IpPacket) packet));
    back = new Link(from, random.split(), timeline, packet -> one.write((IpPacket) packet));
    timeline.start(
        new TunWaiter(
            List.of(one, other), (device, packet) -> read(device == one ? forward : back, packet)));
  }

  private void read(Link link, IpPacket packet) {
    timeline.at(timeline.clock(), () -> link.send(packet));
  }

  /**
   * Makes both devices and the path between them.
   *
   * @param one name of the one device, up to 15 characters
   * @param other name of the other one
   * @param forward from the one to the other
   * @param back from the other to the one
   * @param seed of all that is random
   * @throws IOException if the kernel makes no such devices
   */
  public static TunPath open(String one, String other, LinkSpec forward, LinkSpec back, long seed)
      throws IOException {
    TunDevice first = TunDevice.open(one);
    TunDevice second;
    try {
      second = TunDevice.open(other);
    } catch (IOException e) {
      first.close();
      throw e;
    }
    return new TunPath(first, second, forward, back, seed);
  }

  /** Changes the settings of both directions. */
  public void spec(LinkSpec forward, LinkSpec back) {
    timeline.call(
        () -> {
          this.forward.spec(forward);
          this.back.spec(back);
          return true;
        });
  }

  /** What the direction from the first device has done. */
  public LinkCounters forward() {
    return timeline.call(forward::counters);
  }

  /** What the direction to the first device has done. */
  public LinkCounters back() {
    return timeline.call(back::counters);
  }

  /** Has each direction watched, on the path's own thread; null for nobody. */
  public void watch(@Nullable LinkWatch forward, @Nullable LinkWatch back) {
    timeline.call(
        () -> {
          this.forward.watch(forward);
          this.back.watch(back);
          return true;
        });
  }

  /**
   * By how many nanoseconds a packet was too late at most, for want of a processor.
   *
   * @see RealTimeline#mostLate
   */
  public long mostLate() {
    return timeline.mostLate();
  }

  @Override
  public void close() {
    timeline.close();
  }
}
