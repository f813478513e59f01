package org.kamaelia.net.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key, made when a test needs it, and its issuer's.
 *
 * @param certificate the certificate
 * @param keys its keys
 * @param issuer who has issued it, null for itself
 */
public record TestCertificate(
    X509Certificate certificate, KeyPair keys, @Nullable TestCertificate issuer) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** An issuer of others, valid for an hour. */
  public static TestCertificate authority(String name) {
    return make(name, "EC", null, true, List.of(), Instant.now().plus(Duration.ofHours(1)));
  }

  /** One of an elliptic curve for hosts, valid for an hour. */
  public TestCertificate issue(String... hosts) {
    return issue("EC", Instant.now().plus(Duration.ofHours(1)), hosts);
  }

  /** One for hosts, of a key algorithm, and until then. */
  public TestCertificate issue(String algorithm, Instant until, String... hosts) {
    return make(hosts[0], algorithm, this, false, List.of(hosts), until);
  }

  /** One that issues others. */
  public TestCertificate issueAuthority(String name) {
    return make(name, "EC", this, true, List.of(), Instant.now().plus(Duration.ofHours(1)));
  }

  /** This certificate and its issuers', without the last one, and the key: all in PEM. */
  public String pem() {
    return chainPem() + keyPem();
  }

  /** This certificate and its issuers', without the last one unless it is this one. */
  public String chainPem() {
    var text = new StringBuilder(certificatePem());
    for (TestCertificate next = issuer; next != null && next.issuer != null; next = next.issuer) {
      text.append(next.certificatePem());
    }
    return text.toString();
  }

  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public String keyPem() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  static String pem(String label, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
  }

  private static TestCertificate make(
      String name,
      String algorithm,
      @Nullable TestCertificate issuer,
      boolean authority,
      List<String> hosts,
      Instant until) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      } else if (algorithm.equals("EC")) {
        generator.initialize(256);
      }
      KeyPair keys = generator.generateKeyPair();
      PrivateKey signer = issuer == null ? keys.getPrivate() : issuer.keys.getPrivate();
      byte[] subject = name(name);
      byte[] tbs =
          tagged(
              0x30,
              tagged(0xa0, integer(BigInteger.TWO)),
              integer(new BigInteger(64, new java.security.SecureRandom())),
              signatureAlgorithm(signer),
              issuer == null ? subject : issuer.certificate.getSubjectX500Principal().getEncoded(),
              tagged(0x30, time(until.minus(Duration.ofDays(90))), time(until)),
              subject,
              keys.getPublic().getEncoded(),
              tagged(0xa3, tagged(0x30, extensions(authority, hosts))));
      Signature signature = Signature.getInstance(signatureName(signer));
      signature.initSign(signer);
      signature.update(tbs);
      byte[] der =
          tagged(
              0x30,
              tbs,
              signatureAlgorithm(signer),
              tagged(0x03, new byte[] {0}, signature.sign()));
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      return new TestCertificate(certificate, keys, issuer);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] extensions(boolean authority, List<String> hosts) {
    var all = new ArrayList<byte[]>();
    if (authority) {
      // basicConstraints, critical, CA
      all.add(
          tagged(
              0x30,
              HexFormat.of().parseHex("0603551d13"),
              HexFormat.of().parseHex("0101ff"),
              tagged(0x04, tagged(0x30, HexFormat.of().parseHex("0101ff")))));
    }
    if (!hosts.isEmpty()) {
      byte[][] names =
          hosts.stream()
              .map(
                  host ->
                      host.equals("127.0.0.1")
                          ? tagged(0x87, new byte[] {127, 0, 0, 1})
                          : tagged(0x82, host.getBytes(StandardCharsets.US_ASCII)))
              .toArray(byte[][]::new);
      all.add(
          tagged(0x30, HexFormat.of().parseHex("0603551d11"), tagged(0x04, tagged(0x30, names))));
    }
    return tagged0(all);
  }

  private static byte[] tagged0(List<byte[]> parts) {
    var out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] name(String common) {
    return tagged(
        0x30,
        tagged(
            0x31,
            tagged(
                0x30,
                HexFormat.of().parseHex("0603550403"),
                tagged(0x0c, common.getBytes(StandardCharsets.UTF_8)))));
  }

  private static byte[] time(Instant at) {
    return tagged(0x18, TIME.format(at).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] integer(BigInteger number) {
    return tagged(0x02, number.toByteArray());
  }

  private static String signatureName(PrivateKey key) {
    return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
  }

  private static byte[] signatureAlgorithm(PrivateKey key) {
    return HexFormat.of()
        .parseHex(
            key.getAlgorithm().equals("RSA")
                ? "300d06092a864886f70d01010b0500"
                : "300a06082a8648ce3d040302");
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    byte[] content = tagged0(List.of(parts));
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
