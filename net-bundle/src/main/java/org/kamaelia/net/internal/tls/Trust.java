package org.kamaelia.net.internal.tls;

import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Decides as another one does, and says plainly what is wrong with a server's certificate. */
final class Trust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager judge;
  private final InstantSource clock = InstantSource.system();

  private Trust(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  static TrustManager[] of(TrustManager[] judges) {
    return Stream.of(judges)
        .map(judge -> judge instanceof X509ExtendedTrustManager known ? new Trust(known) : judge)
        .toArray(TrustManager[]::new);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      judge.checkServerTrusted(chain, authType, engine);
    } catch (CertificateException e) {
      // The JDK looks at the cause to choose the alert that the server gets.
      throw new CertificateException(
          reason(List.of(chain), e, engine.getPeerHost()),
          e.getCause() instanceof CertPathValidatorException path ? path : e);
    }
  }

  private String reason(
      List<X509Certificate> chain, CertificateException e, @Nullable String host) {
    Instant now = clock.instant();
    for (X509Certificate each : chain) {
      Instant from = each.getNotBefore().toInstant();
      Instant until = each.getNotAfter().toInstant();
      if (now.isAfter(until)) {
        return "the certificate of %s expired at %s".formatted(owner(each), until);
      }
      if (now.isBefore(from)) {
        return "the certificate of %s is not valid before %s".formatted(owner(each), from);
      }
    }
    X509Certificate own = chain.getFirst();
    if (e.getCause() instanceof CertPathBuilderException) {
      return "nobody who is trusted has issued the certificate of %s; it is issued by %s"
          .formatted(owner(own), own.getIssuerX500Principal());
    }
    if (e.getCause() == null && host != null) {
      return "the certificate is for %s, not for %s".formatted(owner(own), host);
    }
    return "the certificate of %s is refused: %s".formatted(owner(own), e.getMessage());
  }

  private static String owner(X509Certificate certificate) {
    List<String> names = Identity.names(certificate);
    return names.isEmpty()
        ? certificate.getSubjectX500Principal().toString()
        : String.join(", ", names);
  }

  // What is asked for sockets, and by servers.

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
