package org.kamaelia.net;

import java.util.List;

/**
 * A protocol that is registered.
 *
 * @param name its name
 * @param version its version
 * @param origin where its code comes from: the bundle, or what was given at registration
 * @param bundle the number of that bundle, 0 outside OSGi
 * @param port the port it suggests, 0 for none
 * @param state whether new connections may get it
 * @param listeners the names of the listeners that give it to new connections, be it by ALPN or for
 *     their first bytes
 * @param connections connections that speak it now
 */
public record ProtocolInfo(
    String name,
    String version,
    String origin,
    long bundle,
    int port,
    State state,
    List<String> listeners,
    int connections) {

  /** Whether new connections may get a protocol. */
  public enum State {
    /** They may; no listener need ask for it. */
    SERVING,
    /** Not yet: see {@link Server#stage}. */
    HELD,
    /** Not any more: another bundle has replaced its own, and its connections finish. */
    FINISHING
  }
}
