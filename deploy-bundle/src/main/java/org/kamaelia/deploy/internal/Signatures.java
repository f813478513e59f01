package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.Timestamp;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/** Whether those who have signed a jar are trusted. Threading: any thread. */
final class Signatures {
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
  private static final String ANY = "2.5.29.37.0";

  private final InstantSource clock;

  Signatures(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Looks at a jar.
   *
   * @return who has signed it
   * @throws BadSignature if no signature is good: the message begins with {@code unsigned}, {@code
   *     tampered}, {@code weak}, {@code expired} or {@code untrusted}
   */
  String signer(Path jar, Trust trust) throws BadSignature {
    List<BadSignature> bad = new ArrayList<>();
    try {
      for (CodeSigner signer : SignedJar.signers(jar)) {
        try {
          return check(signer, trust.latest());
        } catch (BadSignature e) {
          bad.add(e);
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new BadSignature("tampered: it cannot be read: " + e.getMessage());
    }
    throw bad.getFirst();
  }

  private String check(CodeSigner signer, Trust trust) throws BadSignature {
    X509Certificate own = first(signer.getSignerCertPath());
    Instant now = clock.instant();
    Instant when = now;
    String stamp = "";
    Timestamp timestamp = signer.getTimestamp();
    if (timestamp != null) {
      try {
        // its own certificate must be valid still: later nobody answers for its key
        check(timestamp.getSignerCertPath(), TIME_STAMPING, now, trust);
        when = timestamp.getTimestamp().toInstant();
        stamp = ", " + when;
      } catch (BadSignature e) {
        stamp = "; its time stamp does not count, which is " + e.why();
      }
    }
    try {
      check(signer.getSignerCertPath(), CODE_SIGNING, when, trust);
    } catch (BadSignature e) {
      throw when == now ? new BadSignature(e.why() + stamp) : e;
    }
    return "signed by " + name(own) + stamp;
  }

  private static void check(CertPath path, String use, Instant when, Trust trust)
      throws BadSignature {
    X509Certificate own = first(path);
    mustBeValid(own, when);
    mustBeFor(own, use);
    // from the signer up to the first that is trusted itself
    List<? extends Certificate> vouched =
        path.getCertificates().stream()
            .takeWhile(certificate -> !trust.certificates().contains(certificate))
            .toList();
    if (vouched.isEmpty()) {
      return;
    }
    try {
      var parameters =
          new PKIXParameters(
              trust.certificates().stream()
                  .map(certificate -> new TrustAnchor(certificate, null))
                  .collect(Collectors.toSet()));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(when));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(vouched), parameters);
    } catch (CertPathValidatorException e) {
      throw refused(e, own, trust);
    } catch (GeneralSecurityException e) {
      throw new BadSignature("untrusted: signed by %s: %s".formatted(name(own), e.getMessage()));
    }
  }

  private static BadSignature refused(
      CertPathValidatorException e, X509Certificate own, Trust trust) {
    String of =
        e.getCertPath() != null && e.getIndex() > 0
            ? " ("
                + name((X509Certificate) e.getCertPath().getCertificates().get(e.getIndex()))
                + ")"
            : "";
    if (e.getReason() == BasicReason.EXPIRED) {
      return new BadSignature(
          "expired: signed by %s: %s%s".formatted(name(own), e.getMessage(), of));
    }
    if (e.getReason() == BasicReason.ALGORITHM_CONSTRAINED) {
      return new BadSignature("weak: signed by %s: %s%s".formatted(name(own), e.getMessage(), of));
    }
    return new BadSignature(
        "untrusted: signed by %s, vouched for by %s: neither is in %s (%s)"
            .formatted(name(own), own.getIssuerX500Principal(), trust.file(), e.getMessage()));
  }

  private static void mustBeValid(X509Certificate certificate, Instant when) throws BadSignature {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (when.isAfter(until)) {
      throw new BadSignature(
          "expired: the certificate of %s was valid until %s".formatted(name(certificate), until));
    }
    if (when.isBefore(from)) {
      throw new BadSignature(
          "expired: the certificate of %s is not valid before %s"
              .formatted(name(certificate), from));
    }
  }

  /** So that, where a certificate authority is trusted, not everybody's certificate will do. */
  private static void mustBeFor(X509Certificate certificate, String use) throws BadSignature {
    boolean[] usage = certificate.getKeyUsage();
    List<String> uses;
    try {
      uses = certificate.getExtendedKeyUsage();
    } catch (CertificateParsingException e) {
      uses = List.of();
    }
    boolean fits =
        uses == null ? use.equals(CODE_SIGNING) : uses.contains(use) || uses.contains(ANY);
    // 0: digital signature, 1: non-repudiation
    if (!fits || (usage != null && !usage[0] && !usage[1])) {
      throw new BadSignature(
          "untrusted: the certificate of %s is not for %s"
              .formatted(
                  name(certificate), use.equals(CODE_SIGNING) ? "signing code" : "stamping times"));
    }
  }

  private static X509Certificate first(CertPath path) {
    return (X509Certificate) path.getCertificates().getFirst();
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().toString();
  }
}
