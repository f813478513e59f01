package org.kamaelia.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.kamaelia.net.internal.Approach;

/**
 * A connection that we open, over TCP (RFC 9293) or a Unix-domain socket: what comes to its inbox
 * is sent, and what the peer sends goes out of its outbox.
 *
 * <p>It lives on a loop that has a transport, see {@link
 * org.kamaelia.net.transport.Transport#axon}, as the server's have. A host's addresses are tried as
 * RFC 8305 (Happy Eyeballs) says: IPv6 and IPv4 in turn, each a quarter of a second after the one
 * before it or as soon as one has failed; the first that answers wins. What is sent to it meanwhile
 * waits.
 *
 * <p>The end of its inbox is sent to the peer, after the last byte. The peer's end ends its outbox.
 * When both are over it ends. When nobody takes what comes any more, it still sends what there is
 * to be sent, and then waits a moment for the peer's end.
 *
 * <p>It fails with a {@link ConnectFailedException} if no connection can be opened. A connection
 * that is cut later is no failure: its outbox ends, and a {@link org.kamaelia.axon.Signal.Shutdown}
 * with the reason goes out of its signal, where a pipeline's next component finds it in its
 * control. So who must know whether all came looks there, or has a protocol that tells.
 *
 * <p>Told to finish, it ends its outbox unless who takes it looks at signals itself, sends what
 * waits, and ends; if it is not connected yet and nothing waits, at once.
 */
public final class TcpClient extends StreamClient {

  /** Connects to a port of a host, which is a name or an address as a literal. */
  public TcpClient(String host, int port) {
    this(host, port, ClientSettings.STANDARD);
  }

  /** As {@link #TcpClient(String, int)}, with settings. */
  public TcpClient(String host, int port, ClientSettings settings) {
    this(List.of(InetSocketAddress.createUnresolved(host, port)), settings);
  }

  /**
   * Connects to the first of several addresses that answers. They are tried in that order; those
   * that are not resolved are names, which are looked up and tried when they are found.
   *
   * @param addresses those of TCP, and of Unix-domain sockets
   * @throws IllegalArgumentException if there is none
   */
  public TcpClient(List<? extends SocketAddress> addresses, ClientSettings settings) {
    this(addresses, settings, Surroundings.REAL);
  }

  TcpClient(
      List<? extends SocketAddress> addresses, ClientSettings settings, Surroundings surroundings) {
    super(new Approach.Goal(List.copyOf(addresses), settings, null), surroundings);
  }
}
