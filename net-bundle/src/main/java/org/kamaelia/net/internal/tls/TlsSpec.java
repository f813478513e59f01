package org.kamaelia.net.internal.tls;

import static org.kamaelia.net.ListenerSettings.ALPN;
import static org.kamaelia.net.ListenerSettings.TLS_CERTIFICATES;
import static org.kamaelia.net.ListenerSettings.TLS_CLIENTS;
import static org.kamaelia.net.ListenerSettings.TLS_KEYS;
import static org.kamaelia.net.ListenerSettings.TLS_PASSWORD;
import static org.kamaelia.net.ListenerSettings.TLS_REFUSE_UNKNOWN;
import static org.kamaelia.net.ListenerSettings.TLS_TRUST;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.TlsClients;

/**
 * What an operator asks of a listener's TLS. All files are PEM. They are looked at every few
 * seconds, and what has changed is used for new connections, if it is sound.
 *
 * @param certificates a file for each certificate: our own certificate, then its issuers'. The
 *     first is shown to clients that ask for no host, or for an unknown one.
 * @param keys a file for each certificate's private key, in the same order; empty if the keys are
 *     in the certificates' files
 * @param password a file whose first line is the password of the keys that are encrypted
 * @param clients whether clients must show a certificate
 * @param trust the certificates of those who may issue clients' certificates
 * @param refuseUnknown whether clients that ask for a host for which there is no certificate are
 *     refused (unrecognized_name)
 */
public record TlsSpec(
    List<Path> certificates,
    List<Path> keys,
    Optional<Path> password,
    TlsClients clients,
    Optional<Path> trust,
    boolean refuseUnknown) {

  /**
   * Checks that the settings fit together; the files are not looked at.
   *
   * @throws IllegalArgumentException naming the first that does not
   */
  public TlsSpec {
    certificates = List.copyOf(certificates);
    keys = List.copyOf(keys);
    require(!certificates.isEmpty(), "TLS needs tlsCertificates");
    require(
        keys.isEmpty() || keys.size() == certificates.size(),
        "there are %d tlsCertificates and %d tlsKeys".formatted(certificates.size(), keys.size()));
    require(
        clients == TlsClients.NONE || trust.isPresent(),
        "tlsClients = %s needs tlsTrust".formatted(clients.name().toLowerCase(Locale.ROOT)));
  }

  /**
   * The TLS of a listener, if it has any.
   *
   * @throws IllegalArgumentException saying what does not fit together
   */
  public static Optional<TlsSpec> of(ListenerSpec spec) {
    boolean any =
        Stream.of(TLS_CERTIFICATES, TLS_KEYS, TLS_TRUST, TLS_PASSWORD)
                .anyMatch(setting -> !spec.get(setting).isEmpty())
            || !spec.get(ALPN).isEmpty()
            || spec.get(TLS_CLIENTS) != TlsClients.NONE;
    return any
        ? Optional.of(
            new TlsSpec(
                spec.get(TLS_CERTIFICATES),
                spec.get(TLS_KEYS),
                spec.get(TLS_PASSWORD).stream().findFirst(),
                spec.get(TLS_CLIENTS),
                spec.get(TLS_TRUST).stream().findFirst(),
                spec.get(TLS_REFUSE_UNKNOWN)))
        : Optional.empty();
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
