package org.kamaelia.testbed.sim;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One direction of a conversation: from where to where. What packets share, to be found by it. */
final class Flow {
  static final int TCP = 6;
  static final int UDP = 17;

  final int protocol;
  final InetSocketAddress from;
  final InetSocketAddress to;

  /** Whose packets they are; null apart from hosts. */
  final @Nullable Host origin;

  /** Where they go; null where nobody is, and for a group. */
  final @Nullable Host destination;

  private final int hash;
  private @Nullable Flow reverse;

  Flow(
      int protocol,
      InetSocketAddress from,
      InetSocketAddress to,
      @Nullable Host origin,
      @Nullable Host destination) {
    this.protocol = protocol;
    this.from = from;
    this.to = to;
    this.origin = origin;
    this.destination = destination;
    hash = spread((protocol * 31 + from.hashCode()) * 31 + to.hashCode());
  }

  private static int spread(int h) {
    int mixed = (h ^ (h >>> 16)) * 0x45d9f3b;
    return mixed ^ (mixed >>> 15);
  }

  /** The other direction; always the same one, so that it is found by identity. */
  Flow reverse() {
    Flow other = reverse;
    if (other == null) {
      other = new Flow(protocol, to, from, destination, origin);
      other.reverse = this;
      reverse = other;
    }
    return other;
  }

  boolean isIpv6() {
    return to.getAddress() instanceof Inet6Address;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Flow flow
            && hash == flow.hash
            && protocol == flow.protocol
            && from.equals(flow.from)
            && to.equals(flow.to));
  }

  @Override
  public String toString() {
    return Names.text(from) + " > " + Names.text(to);
  }
}
