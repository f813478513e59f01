package org.kamaelia.net;

import java.util.Map;
import java.util.Optional;

/**
 * A listener, as it is now.
 *
 * @param spec what was asked for
 * @param state whether it serves
 * @param reason why it does not serve; empty if it does
 * @param address where it really listens, {@code host:port}; the asked address while it does not
 * @param version the version of the protocol that new connections get; empty if none
 * @param connections connections now
 * @param accepted connections accepted so far
 * @param rejections how many connections were closed so far because of a limit or by an operator,
 *     by reason; reasons that never applied are left out
 * @param lost datagrams lost on this side so far: a protocol or the system had no room for them, or
 *     they could not be sent
 * @param received bytes that peers have sent to its protocols so far
 * @param sent bytes that were sent to peers so far
 * @param tls its TLS, if it has any
 * @param faults what goes wrong with its connections on purpose, with the seed; empty for nothing
 */
public record ListenerInfo(
    ListenerSpec spec,
    State state,
    String reason,
    String address,
    String version,
    int connections,
    long accepted,
    Map<Rejection, Long> rejections,
    long lost,
    long received,
    long sent,
    Optional<TlsInfo> tls,
    String faults) {

  /** Copies the map. */
  public ListenerInfo {
    rejections = Map.copyOf(rejections);
  }

  /** How many connections were closed so far because of a limit or by an operator. */
  public long rejected() {
    return rejections.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether a listener serves. */
  public enum State {
    /** Its port is open and its protocol is there. */
    SERVING,
    /** Its protocol is not there; the port is closed. */
    WAITING,
    /** Its port could not be opened; {@link Server#retry} tries again. */
    FAILED,
    /** An operator has closed its port; {@link Server#resume} opens it. */
    SUSPENDED
  }
}
