package org.kamaelia.net.internal.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who we are: a key, and the certificates that say so, our own first and each followed by its
 * issuer's.
 *
 * @param chain the certificates
 * @param key the first certificate's
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {
  private static final int DNS_NAME = 2;

  /**
   * Reads an identity and checks it.
   *
   * @param certificates the PEM file of the certificates
   * @param keyFile the PEM file of the key, which may be the same
   * @param password the file with the key's password, if there is one
   * @param now the time at which it must be valid
   * @throws TlsSettingException saying what is wrong with it, and where
   */
  static Identity read(Path certificates, Path keyFile, Optional<Path> password, Instant now)
      throws TlsSettingException {
    List<Pem> sections = certificates(certificates);
    if (sections.isEmpty()) {
      throw new TlsSettingException(certificates + " has no certificate");
    }
    List<X509Certificate> chain = new ArrayList<>();
    for (Pem section : sections) {
      chain.add(parse(section));
    }
    List<Pem> keys = Pem.read(keyFile).stream().filter(PrivateKeys::isKey).toList();
    if (keys.size() != 1) {
      throw new TlsSettingException(
          "%s has %s".formatted(keyFile, keys.isEmpty() ? "no private key" : "several keys"));
    }
    PrivateKey key = PrivateKeys.read(keys.getFirst(), password);
    checkKey(sections, chain, keys.getFirst(), key);
    for (int i = 0; i < chain.size(); i++) {
      checkTime(sections.get(i), chain.get(i), now);
      if (i > 0) {
        checkIssuer(sections.get(i), chain.get(i - 1), chain.get(i));
      }
    }
    return new Identity(List.copyOf(chain), key);
  }

  /** Reads certificates that are trusted. */
  static List<X509Certificate> trusted(Path file) throws TlsSettingException {
    List<X509Certificate> trusted = new ArrayList<>();
    for (Pem section : certificates(file)) {
      trusted.add(parse(section));
    }
    if (trusted.isEmpty()) {
      throw new TlsSettingException(file + " has no certificate");
    }
    return trusted;
  }

  /** Until when all of its certificates are valid. */
  Instant until() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** The host names that it is for, lower case; {@code *.} stands for one label. */
  List<String> names() {
    return names(chain.getFirst());
  }

  /** The host names that a certificate is for, lower case. */
  static List<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.get(0).equals(DNS_NAME))
              .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
              .toList();
    } catch (CertificateException e) {
      return List.of();
    }
  }

  private static List<Pem> certificates(Path file) throws TlsSettingException {
    return Pem.read(file).stream()
        .filter(
            section ->
                section.label().equals("CERTIFICATE") || section.label().equals("X509 CERTIFICATE"))
        .toList();
  }

  private static X509Certificate parse(Pem section) throws TlsSettingException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(section.der()));
    } catch (CertificateException e) {
      throw section.wrong("not a certificate", e);
    }
  }

  private static void checkKey(
      List<Pem> sections, List<X509Certificate> chain, Pem where, PrivateKey key)
      throws TlsSettingException {
    for (int i = 0; i < chain.size(); i++) {
      if (belong(where, key, chain.get(i).getPublicKey())) {
        if (i > 0) {
          throw sections
              .get(i)
              .wrong("this certificate has the key, so it must be the first of the file");
        }
        return;
      }
    }
    throw where.wrong(
        "the key is not that of the certificate in %s, line %d"
            .formatted(sections.getFirst().path(), sections.getFirst().line()));
  }

  /** Whether what the one signs the other verifies. */
  private static boolean belong(Pem where, PrivateKey one, PublicKey other)
      throws TlsSettingException {
    String algorithm =
        switch (one.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default -> throw where.wrong("TLS has no use for a key of " + one.getAlgorithm());
        };
    if (!one.getAlgorithm().equals(other.getAlgorithm())) {
      return false;
    }
    byte[] text = "do these two belong together?".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(one);
      signing.update(text);
      byte[] signature = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(other);
      verifying.update(text);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static void checkTime(Pem where, X509Certificate certificate, Instant now)
      throws TlsSettingException {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      throw where.wrong("the certificate expired at " + until);
    }
    if (now.isBefore(from)) {
      throw where.wrong("the certificate is not valid before " + from);
    }
  }

  private static void checkIssuer(Pem where, X509Certificate one, X509Certificate issuer)
      throws TlsSettingException {
    try {
      if (!one.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
        throw where.wrong(
            "this certificate, of %s, is not the issuer of the one before it, which is %s"
                .formatted(issuer.getSubjectX500Principal(), one.getIssuerX500Principal()));
      }
      one.verify(issuer.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw where.wrong("the certificate before this one was not signed with its key", e);
    }
  }
}
