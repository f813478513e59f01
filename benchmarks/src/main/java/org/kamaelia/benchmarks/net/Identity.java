package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The certificate of all TLS servers: an elliptic curve's (P-256), in the formats that they read.
 *
 * @param folder where its files are
 */
record Identity(Path folder) {
  private static final char[] PASSWORD = "benchmark".toCharArray();
  private static final String ALIAS = "server";

  /** Makes one, with the JDK's keytool. */
  static Identity make(Path folder) throws IOException, GeneralSecurityException {
    var identity = new Identity(folder);
    try {
      int result =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  ALIAS,
                  "-keyalg",
                  "EC",
                  "-groupname",
                  "secp256r1",
                  "-dname",
                  "CN=localhost",
                  "-validity",
                  "30",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  identity.store().toString(),
                  "-storepass",
                  new String(PASSWORD))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (result != 0) {
        throw new IOException("keytool: " + result);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    KeyStore store = identity.load();
    write(identity.certificate(), "CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
    write(identity.key(), "PRIVATE KEY", store.getKey(ALIAS, PASSWORD).getEncoded());
    return identity;
  }

  /** The certificate in PEM. */
  Path certificate() {
    return folder.resolve("certificate.pem");
  }

  /** Its key in PEM. */
  Path key() {
    return folder.resolve("key.pem");
  }

  /** Both for the JDK. */
  SSLContext context() throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private Path store() {
    return folder.resolve("server.p12");
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store())) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private static void write(Path file, String what, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }
}
