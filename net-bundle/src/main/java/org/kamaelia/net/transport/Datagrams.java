package org.kamaelia.net.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Datagram;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A socket for datagrams. Used on its loop; until it is attached, anywhere.
 *
 * <p>After {@link #close} nothing is told any more, and receiving and sending throw {@link
 * java.nio.channels.ClosedChannelException}.
 */
@ConsumerType
public interface Datagrams extends AutoCloseable {
  /** The most bytes in a datagram (RFC 768: 65,535 with its header, and that of IPv4). */
  int LARGEST = 65_507;

  /** Where it receives. Any thread. */
  InetSocketAddress local();

  /** Begins to tell when datagrams have come. Once. */
  void attach(Loop loop, Ready ready) throws IOException;

  /** What is told of, from now on. */
  void interest(boolean read, boolean write);

  /**
   * Takes a datagram that has come.
   *
   * @return with a payload of the caller's own; null if none waits
   * @throws IOException if the system has an error to tell, such as a peer's port that is not
   *     there; the socket goes on
   */
  @Nullable Datagram receive() throws IOException;

  /**
   * Sends a datagram, by the end of {@link #flush} at the latest: what follows one another may
   * leave in one go. The payload's position stays where it is.
   *
   * @return false if there is no room; it is then not sent
   * @throws IOException if this one cannot be sent, as it is too large say; the socket goes on
   */
  boolean send(Datagram datagram) throws IOException;

  /**
   * Sends what {@link #send} has kept.
   *
   * @return how many of those could not be sent since the last call, for whatever reason
   */
  int flush();

  /**
   * Receives what is sent to a multicast group (RFC 1112, RFC 4607).
   *
   * @param on the network interface
   * @param source the only sender wanted, or null for all
   * @throws IOException if the system refuses
   */
  void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException;

  /**
   * Takes back a {@link #join}.
   *
   * @throws IOException if there was none
   */
  void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException;

  /**
   * Sets a socket option.
   *
   * @throws IOException if the system refuses the value
   * @throws UnsupportedOperationException if the transport does not support it, with its name
   */
  <T> void option(SocketOption<T> option, T value) throws IOException;

  /** Closes the socket; without effect the second time. */
  @Override
  void close();
}
