package org.kamaelia.testbed;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.kamaelia.net.Connection;

/** A connection for a {@link org.kamaelia.net.ProtocolFactory} under test, with no network. */
public record TestConnection(
    long id, String listener, InetSocketAddress peer, InetSocketAddress local)
    implements Connection {

  /**
   * A connection of the listener {@code test}, between addresses that are for documentation (RFC
   * 5737).
   *
   * @param id its number
   */
  public TestConnection(long id) {
    this(
        id,
        "test",
        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 49152 + (int) (id % 16384)),
        new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 7000));
  }
}
