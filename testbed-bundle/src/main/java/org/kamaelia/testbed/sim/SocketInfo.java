package org.kamaelia.testbed.sim;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A socket of a simulated host, as netstat shows it.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param local this side
 * @param peer the other side, of a TCP connection
 * @param state as netstat has it, such as {@code LISTEN} or {@code TIME_WAIT}; of UDP empty
 * @param received bytes that were received and not read; of a port that listens, the connections
 *     that wait
 * @param unacknowledged bytes that were written and that the peer has not acknowledged
 */
public record SocketInfo(
    String protocol,
    InetSocketAddress local,
    Optional<InetSocketAddress> peer,
    String state,
    int received,
    int unacknowledged) {
  @Override
  public String toString() {
    return "%s %6d %6d %-22s %-22s %s"
        .formatted(
            protocol,
            received,
            unacknowledged,
            Names.text(local),
            peer.map(Names::text).orElse("*"),
            state)
        .strip();
  }
}
