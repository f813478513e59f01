package org.kamaelia.net;

import java.time.Duration;

/**
 * A connection, as it is now.
 *
 * @param id its number
 * @param listener the listener that accepted it
 * @param protocol the protocol it speaks
 * @param version the version of that protocol
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
    String peer,
    String local,
    Duration age,
    Duration idle,
    long received,
    long sent) {}
