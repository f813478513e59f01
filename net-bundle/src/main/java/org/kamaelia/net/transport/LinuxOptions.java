package org.kamaelia.net.transport;

import java.net.SocketOption;

/**
 * Socket options that Linux has and Java does not, for the transports {@code epoll} and {@code
 * io_uring}. The names are the system's, see tcp(7) and socket(7).
 */
public final class LinuxOptions {
  /**
   * The congestion control, such as {@code cubic}, {@code bbr} or {@code reno}: one that {@code
   * /proc/sys/net/ipv4/tcp_allowed_congestion_control} lists.
   */
  public static final SocketOption<String> TCP_CONGESTION =
      new Option<>("TCP_CONGESTION", String.class);

  /**
   * Milliseconds that what was sent may stay unacknowledged before the connection is given up; 0
   * for the system's default.
   */
  public static final SocketOption<Integer> TCP_USER_TIMEOUT =
      new Option<>("TCP_USER_TIMEOUT", Integer.class);

  /**
   * Bytes that the system takes of a connection before it has sent them; those that are on their
   * way do not count. Without it a peer that does not read may have megabytes wait.
   */
  public static final SocketOption<Integer> TCP_NOTSENT_LOWAT =
      new Option<>("TCP_NOTSENT_LOWAT", Integer.class);

  /**
   * Data in the first packet. Of a port: how many such connections may wait for the end of their
   * handshake. Of a connection that is opened: 1 to send the first bytes with the request.
   */
  public static final SocketOption<Integer> TCP_FASTOPEN =
      new Option<>("TCP_FASTOPEN", Integer.class);

  /** Bytes a second at which the system sends at most; -1 for no limit. */
  public static final SocketOption<Long> SO_MAX_PACING_RATE =
      new Option<>("SO_MAX_PACING_RATE", Long.class);

  /**
   * Several paths for one connection. For {@link Transport#listen} and {@link Transport#connect}
   * only: a socket is made for it. Where the system does not have it, the connection is one of TCP.
   */
  public static final SocketOption<Boolean> MPTCP = new Option<>("MPTCP", Boolean.class);

  /**
   * Of a socket for datagrams: whether the system says when it received each, as {@link
   * org.kamaelia.net.Datagram#received}.
   */
  public static final SocketOption<Boolean> SO_TIMESTAMPNS =
      new Option<>("SO_TIMESTAMPNS", Boolean.class);

  /**
   * Of a socket for datagrams: whether the system says with which byte of the IP header each came,
   * as {@link org.kamaelia.net.Datagram#trafficClass}; that is what others set by {@code IP_TOS}.
   */
  public static final SocketOption<Boolean> IP_RECVTOS = new Option<>("IP_RECVTOS", Boolean.class);

  private LinuxOptions() {}

  private record Option<T>(String name, Class<T> type) implements SocketOption<T> {
    @Override
    public String toString() {
      return name;
    }
  }
}
