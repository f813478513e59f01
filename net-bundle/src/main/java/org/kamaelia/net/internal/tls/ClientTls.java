package org.kamaelia.net.internal.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.kamaelia.net.transport.Stream;

/**
 * The TLS of connections that we open. Sessions are resumed with the same host and port. Any
 * thread.
 */
public final class ClientTls {
  /** An address instead of a name: no name is asked for then (RFC 6066, section 3). */
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

  private final SSLContext context;
  private final List<String> applicationProtocols;
  private final boolean anyHost;

  /**
   * Reads the files.
   *
   * @param trust the PEM file of the issuers that are trusted; if there is none, those that the JDK
   *     trusts
   * @param certificate the PEM file of our own certificate and key, if we have one
   * @param password a file with the key's password, if it is encrypted
   * @param applicationProtocols ALPN identifiers, the most preferred first
   * @param anyHost whether the server's certificate may be for another host than is asked for
   * @throws TlsSettingException what is wrong with them
   */
  public ClientTls(
      Optional<Path> trust,
      Optional<Path> certificate,
      Optional<Path> password,
      List<String> applicationProtocols,
      boolean anyHost)
      throws TlsSettingException {
    this.applicationProtocols = List.copyOf(applicationProtocols);
    this.anyHost = anyHost;
    KeyManager[] keys = {};
    if (certificate.isPresent()) {
      Path file = certificate.get();
      Identity own = Identity.read(file, file, password, InstantSource.system().instant());
      keys = new KeyManager[] {new Identities(List.of(own))};
    }
    List<X509Certificate> issuers = trust.isPresent() ? Identity.trusted(trust.get()) : List.of();
    try {
      TrustManager[] trusted = trust.isPresent() ? Suites.trust(issuers) : Suites.trustOfJdk();
      context = SSLContext.getInstance("TLS");
      context.init(keys, Trust.of(trusted), null);
    } catch (GeneralSecurityException e) {
      throw new TlsSettingException("the JDK refuses: " + e.getMessage(), e);
    }
  }

  /**
   * TLS around a connection that is being opened.
   *
   * @param host whom we want to talk to: a name or an address
   * @param port at which port
   */
  public TlsStream over(Stream wire, Workbench bench, String host, int port) {
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = Suites.parameters(engine);
    if (!anyHost) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
    if (!LITERAL.matcher(host).matches()) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    engine.setSSLParameters(parameters);
    return new TlsStream(wire, engine, bench);
  }
}
