package org.kamaelia.net.internal.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** What we speak: TLS 1.3, and of TLS 1.2 what has forward secrecy and authenticated encryption. */
final class Suites {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private static final List<String> PREFERRED =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1", "secp521r1", "x448"};

  private Suites() {}

  /** An engine's parameters, with what we speak. */
  static SSLParameters parameters(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    List<String> supported = List.of(engine.getSupportedCipherSuites());
    parameters.setProtocols(VERSIONS);
    parameters.setCipherSuites(
        PREFERRED.stream().filter(supported::contains).toArray(String[]::new));
    parameters.setNamedGroups(GROUPS);
    return parameters;
  }

  /** Trusts whom these have issued a certificate; nobody if there are none. */
  static TrustManager[] trust(List<X509Certificate> issuers) throws GeneralSecurityException {
    if (issuers.isEmpty()) {
      return new TrustManager[0];
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    for (int i = 0; i < issuers.size(); i++) {
      store.setCertificateEntry(String.valueOf(i), issuers.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Trusts whom the JDK trusts. */
  static TrustManager[] trustOfJdk() throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init((KeyStore) null);
    return factory.getTrustManagers();
  }
}
