package org.kamaelia.net.internal.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import org.kamaelia.net.transport.Stream;

/**
 * The TLS of a listener. Any thread.
 *
 * <p>A reload replaces the identities alone where it can, so that clients resume the sessions that
 * they have; the JDK sees to it that none is whose certificate has changed. Where the issuers that
 * clients' certificates are trusted from have changed, old sessions are not resumed: who was let in
 * then might not be now.
 */
public final class ServerTls {
  private final TlsSpec spec;
  private final InstantSource clock;
  private volatile Material material;

  /** The files as they were when they were last read, and when they were last looked at. */
  private List<Stamp> stamps;

  private List<Stamp> seen = List.of();

  private record Material(
      SSLContext context, Identities identities, List<X509Certificate> trusted) {}

  /**
   * Reads the files.
   *
   * @throws TlsSettingException what is wrong with them
   */
  public ServerTls(TlsSpec spec, InstantSource clock) throws TlsSettingException {
    this.spec = spec;
    this.clock = clock;
    stamps = Stamp.of(files());
    material = material(new Identities(identities()), trusted());
  }

  /** What was asked for. */
  public TlsSpec spec() {
    return spec;
  }

  /**
   * TLS around a connection that was accepted.
   *
   * @param applicationProtocols ALPN identifiers, the most preferred first; if there are none, ALPN
   *     is not spoken
   */
  public TlsStream over(Stream wire, Workbench bench, Collection<String> applicationProtocols) {
    Material now = material;
    SSLEngine engine = now.context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = Suites.parameters(engine);
    parameters.setUseCipherSuitesOrder(true);
    parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
    if (spec.refuseUnknown()) {
      parameters.setSNIMatchers(List.of(new Known(now.identities)));
    }
    switch (spec.clients()) {
      case NONE -> {}
      case WANTED -> parameters.setWantClientAuth(true);
      case REQUIRED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return new TlsStream(wire, engine, bench);
  }

  /** Until when all certificates are valid. */
  public Instant until() {
    return material.identities.until();
  }

  /**
   * Whether the files have changed since they were last read, and not since this was last asked: a
   * file that is just being written is left until it is whole.
   */
  public synchronized boolean hasChanged() {
    List<Stamp> now = Stamp.of(files());
    boolean rest = now.equals(seen);
    seen = now;
    return rest && !now.equals(stamps);
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>(spec.certificates());
    files.addAll(spec.keys());
    spec.password().ifPresent(files::add);
    spec.trust().ifPresent(files::add);
    return files;
  }

  /**
   * Reads the files again, for new connections.
   *
   * @throws TlsSettingException what is wrong with them; everything stays as it was
   */
  public synchronized void reload() throws TlsSettingException {
    stamps = Stamp.of(files());
    List<Identity> identities = identities();
    List<X509Certificate> trusted = trusted();
    if (trusted.equals(material.trusted)) {
      material.identities.replace(identities);
    } else {
      material = material(new Identities(identities), trusted);
    }
  }

  private List<Identity> identities() throws TlsSettingException {
    List<Identity> identities = new ArrayList<>();
    for (int i = 0; i < spec.certificates().size(); i++) {
      Path file = spec.certificates().get(i);
      identities.add(
          Identity.read(
              file,
              spec.keys().isEmpty() ? file : spec.keys().get(i),
              spec.password(),
              clock.instant()));
    }
    return identities;
  }

  private List<X509Certificate> trusted() throws TlsSettingException {
    return spec.trust().isPresent() ? Identity.trusted(spec.trust().get()) : List.of();
  }

  private static Material material(Identities identities, List<X509Certificate> trusted)
      throws TlsSettingException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {identities}, Suites.trust(trusted), null);
      return new Material(context, identities, trusted);
    } catch (GeneralSecurityException e) {
      throw new TlsSettingException("the JDK refuses: " + e.getMessage(), e);
    }
  }

  /** Matches the hosts that there is a certificate for. */
  private static final class Known extends SNIMatcher {
    private final Identities identities;

    Known(Identities identities) {
      super(StandardConstants.SNI_HOST_NAME);
      this.identities = identities;
    }

    @Override
    public boolean matches(SNIServerName name) {
      try {
        return identities.has(new SNIHostName(name.getEncoded()).getAsciiName());
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }
}
