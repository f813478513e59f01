package org.kamaelia.net.internal.tls;

import java.time.Duration;
import org.kamaelia.net.transport.Stream;

/**
 * A server with which we speak TLS. Any thread.
 *
 * @param host whom we want to talk to: a name or an address
 * @param port at which port
 * @param within how long the handshake may take
 */
public record TlsPartner(ClientTls tls, Workbench bench, String host, int port, Duration within) {

  /** TLS around a connection. */
  public TlsStream over(Stream wire) {
    bench.enter();
    return tls.over(wire, bench, host, port);
  }
}
