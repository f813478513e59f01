package org.kamaelia.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.kamaelia.net.internal.Approach;
import org.kamaelia.net.internal.tls.Secured;

/**
 * A connection that we open, with TLS over it (RFC 8446): otherwise as a {@link TcpClient}. What is
 * sent to it waits until the server has shown that it is whom we want: its certificate is trusted,
 * and for the host's name (RFC 9525). An error in the handshake is a {@link ConnectFailedException}
 * that says what is wrong with the certificate.
 *
 * <p>The peer's end is its close_notify. An end of the connection without one is taken for what it
 * may be, somebody's doing, and told as a cut.
 */
public final class TlsClient extends StreamClient {

  /** Connects to a port of a host, which is a name or an address as a literal. */
  public TlsClient(String host, int port, TlsProfile profile) {
    this(host, port, profile, ClientSettings.STANDARD);
  }

  /** As {@link #TlsClient(String, int, TlsProfile)}, with settings. */
  public TlsClient(String host, int port, TlsProfile profile, ClientSettings settings) {
    this(
        host,
        port,
        List.of(InetSocketAddress.createUnresolved(host, port)),
        profile,
        settings,
        Surroundings.REAL);
  }

  /**
   * Connects to a host at the first of several addresses that answers, as {@link
   * TcpClient#TcpClient(List, ClientSettings)} does.
   *
   * @param host whom the server must be; it is asked for by that name (SNI, RFC 6066)
   */
  public TlsClient(
      String host,
      List<? extends SocketAddress> addresses,
      TlsProfile profile,
      ClientSettings settings) {
    this(host, -1, addresses, profile, settings, Surroundings.REAL);
  }

  TlsClient(
      String host,
      int port,
      List<? extends SocketAddress> addresses,
      TlsProfile profile,
      ClientSettings settings,
      Surroundings surroundings) {
    super(
        new Approach.Goal(List.copyOf(addresses), settings, profile.with(host, port)),
        surroundings);
  }

  /** What was agreed on with the server; nothing until the connection is there. Any thread. */
  public Optional<TlsSession> session() {
    return connected()
        .flatMap(
            stream -> stream instanceof Secured secured ? secured.session() : Optional.empty());
  }
}
