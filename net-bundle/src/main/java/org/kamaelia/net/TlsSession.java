package org.kamaelia.net;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What the two sides of a TLS connection have agreed on.
 *
 * @param version the protocol's version, {@code TLSv1.3} or {@code TLSv1.2}
 * @param cipherSuite the cipher suite, by its registered name
 * @param serverName the host name that the client asked for (RFC 6066, section 3), if it named one
 * @param applicationProtocol what was chosen by ALPN (RFC 7301), if anything was
 * @param peerCertificates the other side's certificates, its own one first; empty if it has shown
 *     none. They have been checked.
 */
public record TlsSession(
    String version,
    String cipherSuite,
    Optional<String> serverName,
    Optional<String> applicationProtocol,
    List<X509Certificate> peerCertificates) {

  /** Takes a copy of the list. */
  public TlsSession {
    peerCertificates = List.copyOf(peerCertificates);
  }
}
