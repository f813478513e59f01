package org.kamaelia.deploy.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file with the certificates of those whose signatures are good, or of those who vouch for them:
 * PEM, or a key store of the JDK's.
 *
 * @param file the file, as the operator names it
 * @param passwordFile the file whose first line is a key store's password
 * @param certificates what was in it
 */
record Trust(String file, Optional<String> passwordFile, Set<X509Certificate> certificates) {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

  /** The largest file that is read: beyond it is something else than certificates. */
  private static final int LARGEST = 4 << 20;

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Trust read(String file, Optional<String> passwordFile) {
    try {
      byte[] bytes = bytes(file);
      // as bytes, whatever it is
      boolean pem = new String(bytes, StandardCharsets.ISO_8859_1).contains(BEGIN);
      Set<X509Certificate> certificates =
          pem ? inPem(bytes) : inKeyStore(Path.of(file), passwordFile);
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException(
            "has no certificate"
                + (!pem && passwordFile.isEmpty()
                    ? "; those that are encrypted need trustPassword"
                    : ""));
      }
      return new Trust(file, passwordFile, Set.copyOf(certificates));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(e.getFile() + " is not there", e);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "cannot be read as PEM nor as a key store: " + e.getMessage(), e);
    }
  }

  /** What is in the file now; what was in it, if it is wrong now. */
  Trust latest() {
    try {
      return read(file, passwordFile);
    } catch (IllegalArgumentException e) {
      Folder.LOG.log(
          Level.WARNING, "trust = {0}: {1}; what was in it still holds", file, e.getMessage());
      return this;
    }
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IllegalArgumentException("is larger than " + LARGEST + " bytes");
      }
      return bytes;
    }
  }

  /** What stands between the sections is passed over, as there may be comments. */
  private static Set<X509Certificate> inPem(byte[] bytes) throws GeneralSecurityException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    StringBuilder sections = new StringBuilder();
    boolean inside = false;
    for (String line : text.lines().map(String::strip).toList()) {
      inside |= line.equals(BEGIN);
      if (inside) {
        sections.append(line).append('\n');
      }
      inside &= !line.startsWith("-----END ");
    }
    Collection<? extends Certificate> certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(sections.toString().getBytes(StandardCharsets.US_ASCII)));
    return x509(certificates);
  }

  private static Set<X509Certificate> inKeyStore(Path file, Optional<String> passwordFile)
      throws IOException, GeneralSecurityException {
    char[] password = null;
    if (passwordFile.isPresent()) {
      password =
          Files.readString(Path.of(passwordFile.get()))
              .lines()
              .findFirst()
              .orElse("")
              .toCharArray();
    }
    KeyStore store = KeyStore.getInstance(file.toFile(), password);
    Set<Certificate> certificates = new HashSet<>();
    for (String alias : Collections.list(store.aliases())) {
      Certificate certificate = store.getCertificate(alias);
      if (certificate != null) {
        certificates.add(certificate);
      }
    }
    return x509(certificates);
  }

  private static Set<X509Certificate> x509(Collection<? extends Certificate> certificates) {
    Set<X509Certificate> found = new HashSet<>();
    for (Certificate certificate : certificates) {
      if (certificate instanceof X509Certificate x509) {
        found.add(x509);
      }
    }
    return found;
  }
}
