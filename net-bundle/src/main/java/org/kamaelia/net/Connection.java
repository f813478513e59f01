package org.kamaelia.net;

import java.net.SocketAddress;
import java.util.Optional;
import org.kamaelia.net.transport.TcpInfo;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One peer's connection, as its protocol sees it; {@link ProtocolFactory#create} says whose the
 * buffers are that go through it. Any thread, unless it is said.
 */
@ProviderType
public interface Connection {

  /** A number that no other connection of this server's run has; from 1. */
  long id();

  /** The name of the listener that accepted it. */
  String listener();

  /**
   * The other side: an {@link java.net.InetSocketAddress} unless it is a Unix-domain socket. Behind
   * a proxy that announces its peers, the one that it announced.
   */
  SocketAddress peer();

  /** This side: an address as {@link #peer()}'s. */
  SocketAddress local();

  /** Who really is at the other end: the {@link #peer()}, or the proxy that has announced it. */
  default SocketAddress via() {
    return peer();
  }

  /** What the proxy said of the connection, if it came through one that says. */
  default Optional<ProxyHeader> proxyHeader() {
    return Optional.empty();
  }

  /** What was agreed on by TLS, if the connection is one of TLS. */
  default Optional<TlsSession> tls() {
    return Optional.empty();
  }

  /**
   * What the system knows of the TCP connection now, such as its round-trip time: for a protocol
   * that suits what it sends to the network. Nothing where there is no TCP, or the transport does
   * not tell. It is a system call. On the connection's loop only, so from its components.
   */
  default Optional<TcpInfo> tcpInfo() {
    return Optional.empty();
  }
}
