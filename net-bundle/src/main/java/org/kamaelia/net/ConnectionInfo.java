package org.kamaelia.net;

import java.time.Duration;

/**
 * A connection, as it is now.
 *
 * @param id its number
 * @param listener the listener that accepted it
 * @param protocol the protocol it speaks
 * @param version the version of that protocol
 * @param state whether it was told to finish
 * @param busy whether there is something to do for it: it has not begun, its protocol does not wait
 *     for more, or something waits to be sent; one that is told to finish is closed when there is
 *     nothing, see {@link ListenerSettings#FINISH}
 * @param peer the other side, {@code host:port}; {@code 0.0.0.0:0} where all peers of a socket for
 *     datagrams are served at once
 * @param local this side, {@code host:port}
 * @param age how long it has existed
 * @param idle how long no byte has moved
 * @param received bytes received from the peer
 * @param sent bytes sent to the peer
 */
public record ConnectionInfo(
    long id,
    String listener,
    String protocol,
    String version,
    State state,
    boolean busy,
    String peer,
    String local,
    Duration age,
    Duration idle,
    long received,
    long sent) {

  /** Whether a connection was told to finish. */
  public enum State {
    /** It goes on. */
    ACTIVE,
    /** It was told to finish. */
    FINISHING
  }
}
