package org.kamaelia.net;

import java.net.InetSocketAddress;
import org.kamaelia.net.transport.Options;

/**
 * A UDP socket (RFC 768): what comes to its inbox is sent to the peer named there, what it receives
 * from anybody goes out of its outbox.
 *
 * <p>It lives on a loop that has a transport, see {@link
 * org.kamaelia.net.transport.Transport#axon}. While its outbox has no room the system keeps what
 * comes, as far as its buffer reaches. It ends a second after its inbox has ended and the last
 * datagram has come, or when it is told to finish and has sent what waited; it fails if its address
 * cannot be had.
 */
public final class UdpSocket extends DatagramDevice<Datagram, Datagram> {

  /** A socket at an address; port 0 for one that the system picks. */
  public UdpSocket(InetSocketAddress local) {
    this(local, Options.NONE);
  }

  /** As {@link #UdpSocket(InetSocketAddress)}, with socket options. */
  public UdpSocket(InetSocketAddress local, Options options) {
    super(local, options);
  }

  @Override
  Datagram outgoing(Datagram message) {
    return message;
  }

  @Override
  Datagram incoming(Datagram datagram) {
    return datagram;
  }
}
