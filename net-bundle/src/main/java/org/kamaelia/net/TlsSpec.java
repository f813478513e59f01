package org.kamaelia.net;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    Clients clients,
    Optional<Path> trust,
    boolean refuseUnknown) {

  /** Whether clients must show a certificate. */
  public enum Clients {
    /** They are not asked. */
    NONE,
    /** They are asked, and may have none; one that is not trusted is refused. */
    WANTED,
    /** Those without one are refused. */
    REQUIRED
  }

  /**
   * Checks that the settings fit together; the files are not looked at.
   *
   * @throws IllegalArgumentException naming the first that does not
   */
  public TlsSpec {
    certificates = List.copyOf(certificates);
    keys = List.copyOf(keys);
    require(!certificates.isEmpty(), "TLS needs a certificate");
    require(
        keys.isEmpty() || keys.size() == certificates.size(),
        "there are %d certificates and %d keys".formatted(certificates.size(), keys.size()));
    require(
        clients == Clients.NONE || trust.isPresent(),
        "clients' certificates need the trusted issuers' file");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
