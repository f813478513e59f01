package org.kamaelia.link.real;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.kamaelia.link.Link;
import org.kamaelia.link.LinkCounters;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.Packet;

/**
 * A proxy in this process that puts a {@link Link} into each direction, for those who may make no
 * devices. Clients connect to its {@link #address} instead of the target. All clients share the
 * links, as they would share a path. May be used on any thread.
 *
 * <p>{@link #udp} has all the faults of a link; but explicit congestion marks are not seen by a
 * program, so a queue drops where it would mark. {@link #tcp} carries a stream of bytes between two
 * connections, of which the kernels retransmit what is lost, so it can only delay, limit the rate,
 * slice, stall ({@link org.kamaelia.link.Rate#STALLED}) and reset: other settings are refused by
 * name. For those behind TCP there is {@link TunPath}.
 */
public final class LinkProxy implements AutoCloseable {
  private final RealTimeline timeline;
  private final Carrier carrier;
  private final Link up;
  private final Link down;

  /** What takes bytes from sockets to links, and back. */
  interface Carrier {
    InetSocketAddress address();

    /**
     * The settings of a link for those that are asked for.
     *
     * @throws IllegalArgumentException if there are none
     */
    LinkSpec forLink(LinkSpec asked);

    /** For connections that come from now on. */
    void spec(LinkSpec up, LinkSpec down);

    /** Starts reading. */
    void start(Consumer<Packet> up, Consumer<Packet> down);

    /** A packet came out of a link; on the timeline's thread. */
    void arrived(Packet packet);

    /** Ends all connections rudely. */
    void reset();

    void close();
  }

  private LinkProxy(RealTimeline timeline, Carrier carrier, LinkSpec up, LinkSpec down, long seed) {
    this.timeline = timeline;
    this.carrier = carrier;
    var random = new SplittableRandom(seed);
    this.up = new Link(carrier.forLink(up), random.split(), timeline, carrier::arrived);
    this.down = new Link(carrier.forLink(down), random.split(), timeline, carrier::arrived);
    carrier.spec(up, down);
    carrier.start(this.up::send, this.down::send);
  }

  /**
   * A proxy for datagrams. A packet has the IP and UDP headers' length besides its own. A client
   * that was silent for two minutes, in both directions, gets another port at the target when it
   * speaks again.
   *
   * @param listen where it listens; port 0 for any
   * @param target whom it speaks to
   * @param up from the clients to the target
   * @param down from the target to the clients
   * @param seed of all that is random
   * @throws IOException if it cannot listen there
   */
  public static LinkProxy udp(
      InetSocketAddress listen, InetSocketAddress target, LinkSpec up, LinkSpec down, long seed)
      throws IOException {
    var timeline = RealTimeline.start("udp proxy");
    try {
      return new LinkProxy(timeline, new UdpCarrier(timeline, listen, target), up, down, seed);
    } catch (IOException e) {
      timeline.close();
      throw e;
    }
  }

  /**
   * A proxy for connections. Bytes go through the link in packets of its MTU, at most 1,500 bytes,
   * of which 40 stand for the headers: an MTU of 41 slices a stream into single bytes. A connection
   * is made at the target when the client has made its own, without the link's delay; a connection
   * that the target refuses is reset.
   *
   * <p>The queue's limit in bytes is how much it has read of a connection's direction and not
   * written yet, what is on the wire included; 1 MiB if there is none, which is the most as well.
   * Beyond that it does not drop, but stops reading. So no stream is faster than the limit in each
   * delay.
   *
   * @param listen where it listens; port 0 for any
   * @param target whom it connects to
   * @param up from the clients to the target
   * @param down from the target to the clients
   * @param seed of all that is random
   * @throws IllegalArgumentException if a setting asks for what no such proxy can do; it says which
   * @throws IOException if it cannot listen there
   */
  public static LinkProxy tcp(
      InetSocketAddress listen, InetSocketAddress target, LinkSpec up, LinkSpec down, long seed)
      throws IOException {
    TcpCarrier.check(up);
    TcpCarrier.check(down);
    var timeline = RealTimeline.start("tcp proxy");
    try {
      return new LinkProxy(timeline, new TcpCarrier(timeline, listen, target), up, down, seed);
    } catch (IOException e) {
      timeline.close();
      throw e;
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return carrier.address();
  }

  /**
   * Changes the settings of both directions; of TCP's slices and reading ahead only new connections
   * have the new ones.
   *
   * @throws IllegalArgumentException as with {@link #tcp}
   */
  public void spec(LinkSpec up, LinkSpec down) {
    LinkSpec upLink = carrier.forLink(up);
    LinkSpec downLink = carrier.forLink(down);
    carrier.spec(up, down);
    timeline.call(
        () -> {
          this.up.spec(upLink);
          this.down.spec(downLink);
          return true;
        });
  }

  /** Resets all connections, at both ends; of UDP, all clients get other ports at the target. */
  public void reset() {
    carrier.reset();
  }

  /** What the direction to the target has done. */
  public LinkCounters up() {
    return timeline.call(up::counters);
  }

  /** What the direction to the clients has done. */
  public LinkCounters down() {
    return timeline.call(down::counters);
  }

  @Override
  public void close() {
    carrier.close();
    timeline.close();
  }
}
