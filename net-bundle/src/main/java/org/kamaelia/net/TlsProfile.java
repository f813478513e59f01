package org.kamaelia.net;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.internal.tls.ClientTls;
import org.kamaelia.net.internal.tls.TlsPartner;
import org.kamaelia.net.internal.tls.TlsSettingException;
import org.kamaelia.net.internal.tls.Workbench;

/**
 * What {@link TlsClient}s bring to TLS: whom they trust, who they are, which protocols they offer.
 * Clients that share a profile share sessions, which are resumed with the same host and port, and
 * buffers: so one is made for many. TLS 1.3, and what is sound of TLS 1.2. Immutable; any thread.
 */
public final class TlsProfile {
  private final ClientTls tls;
  private final Workbench bench = Workbench.ofClients();
  private final Duration handshakeWithin;

  private TlsProfile(ClientTls tls, Duration handshakeWithin) {
    this.tls = tls;
    this.handshakeWithin = handshakeWithin;
  }

  /** Trusts the issuers that the JDK trusts, and has no certificate of its own. */
  public static TlsProfile standard() {
    try {
      return builder().build();
    } catch (IOException e) {
      throw new IllegalStateException("there are no files to be wrong", e);
    }
  }

  /** Settings for another one. */
  public static Builder builder() {
    return new Builder();
  }

  /** TLS with a server. */
  TlsPartner with(String host, int port) {
    return new TlsPartner(tls, bench, host, port, handshakeWithin);
  }

  /** Settings for a profile; each has a default. All files are PEM. */
  public static final class Builder {
    private @Nullable Path trust;
    private @Nullable Path certificate;
    private @Nullable Path password;
    private List<String> applicationProtocols = List.of();
    private boolean anyHost;
    private Duration handshakeWithin = Duration.ofSeconds(10);

    private Builder() {}

    /** Trusts the issuers whose certificates are in a file, and nobody else. */
    public Builder trust(Path file) {
      trust = file;
      return this;
    }

    /** Shows a server that asks for it the certificate that is in a file, followed by its key. */
    public Builder certificate(Path file) {
      certificate = file;
      return this;
    }

    /** The password of the certificate's key is the first line of a file. */
    public Builder password(Path file) {
      password = file;
      return this;
    }

    /** Offers application protocols by ALPN (RFC 7301), the most preferred first. */
    public Builder applicationProtocols(String... identifiers) {
      applicationProtocols = List.of(identifiers);
      return this;
    }

    /**
     * Takes a server for whom it wants to be as long as its certificate is trusted: it may be for
     * another host. Not for networks that others can reach.
     */
    public Builder anyHost() {
      anyHost = true;
      return this;
    }

    /**
     * How long a handshake may take; 10 seconds.
     *
     * @throws IllegalArgumentException if there is no time
     */
    public Builder handshakeWithin(Duration time) {
      if (!time.isPositive()) {
        throw new IllegalArgumentException("a handshake takes some time, not " + time);
      }
      handshakeWithin = time;
      return this;
    }

    /**
     * Reads the files.
     *
     * @throws IOException what is wrong with them, and where
     */
    public TlsProfile build() throws IOException {
      try {
        return new TlsProfile(
            new ClientTls(
                Optional.ofNullable(trust),
                Optional.ofNullable(certificate),
                Optional.ofNullable(password),
                applicationProtocols,
                anyHost),
            handshakeWithin);
      } catch (TlsSettingException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }
}
