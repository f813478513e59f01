package org.kamaelia.net;

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
 * @param refused connections closed at once because of a limit so far
 * @param tls its TLS, if it has any
 */
public record ListenerInfo(
    ListenerSpec spec,
    State state,
    String reason,
    String address,
    String version,
    int connections,
    long accepted,
    long refused,
    Optional<TlsInfo> tls) {

  /** Whether a listener serves. */
  public enum State {
    /** Its port is open and its protocol is there. */
    SERVING,
    /** Its protocol is not there; the port is closed. */
    WAITING,
    /** Its port could not be opened; {@link Server#retry} tries again. */
    FAILED
  }
}
