package org.kamaelia.net.internal.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Private keys in PEM: PKCS#8 (RFC 5958), plain or encrypted, PKCS#1 for RSA (RFC 8017, A.1.2) and
 * SEC1 for elliptic curves (RFC 5915). The JDK reads PKCS#8 alone; the others are put into that.
 */
final class PrivateKeys {
  private static final String PKCS8 = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final String PKCS1 = "RSA PRIVATE KEY";
  private static final String SEC1 = "EC PRIVATE KEY";

  /** AlgorithmIdentifier { rsaEncryption, NULL }. */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** The object identifier id-ecPublicKey. */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;

  /** Where SEC1 has the curve's name: [0]. */
  private static final int PARAMETERS = 0xa0;

  /** Those that a server's key may be of, in the order in which they are tried. */
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PrivateKeys() {}

  static boolean isKey(Pem section) {
    return section.label().endsWith(PKCS8);
  }

  /**
   * Reads a key.
   *
   * @param password the file that has the password, if there is one
   */
  static PrivateKey read(Pem section, Optional<Path> password) throws TlsSettingException {
    return switch (section.label()) {
      case PKCS8 -> parse(section, section.der());
      case PKCS1 -> parse(section, wrap(RSA, section.der()));
      case SEC1 -> parse(section, wrap(ecAlgorithm(section), section.der()));
      case ENCRYPTED -> decrypt(section, password);
      default -> throw section.wrong("keys are not read from " + section.label());
    };
  }

  private static PrivateKey parse(Pem section, byte[] pkcs8) throws TlsSettingException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
    try {
      for (String algorithm : ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
          // Of another algorithm, or of none.
        }
      }
    } catch (GeneralSecurityException e) {
      throw section.wrong("the JDK lacks an algorithm", e);
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
    throw section.wrong("not a key of " + String.join(", ", ALGORITHMS));
  }

  private static PrivateKey decrypt(Pem section, Optional<Path> file) throws TlsSettingException {
    char[] password =
        password(
            file.orElseThrow(
                () -> section.wrong("the key is encrypted, and no password file is set")));
    try {
      var info = new EncryptedPrivateKeyInfo(section.der());
      // Of PBES2, the parameters alone know the algorithm's whole name.
      AlgorithmParameters parameters = info.getAlgParameters();
      if (parameters == null) {
        throw section.wrong(
            "the key is encrypted in a way that is not known: " + info.getAlgName());
      }
      String algorithm =
          info.getAlgName().startsWith("PBEWith") ? info.getAlgName() : parameters.toString();
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
          parameters);
      return parse(section, info.getKeySpec(cipher).getEncoded());
    } catch (InvalidKeySpecException e) {
      throw section.wrong("the password in %s does not fit".formatted(file.get()), e);
    } catch (IOException | GeneralSecurityException e) {
      throw section.wrong("the key cannot be decrypted", e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static char[] password(Path file) throws TlsSettingException {
    try {
      return Files.readString(file).lines().findFirst().orElse("").toCharArray();
    } catch (IOException e) {
      throw TlsSettingException.unreadable(file, e);
    }
  }

  // As much DER as that takes.

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return tagged(SEQUENCE, VERSION_0, algorithm, tagged(OCTETS, key));
  }

  private static byte[] ecAlgorithm(Pem section) throws TlsSettingException {
    byte[] der = section.der();
    try {
      // ECPrivateKey ::= SEQUENCE { version, privateKey OCTET STRING, [0] parameters, ... }
      int at = contentAt(der, 0);
      at = after(der, at);
      at = after(der, at);
      if (Byte.toUnsignedInt(der[at]) == PARAMETERS) {
        int name = contentAt(der, at);
        if (der[name] == OBJECT_IDENTIFIER) {
          return tagged(SEQUENCE, EC, Arrays.copyOfRange(der, name, after(der, name)));
        }
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw section.wrong("not an EC key", e);
    }
    throw section.wrong("the EC key names no curve; openssl pkcs8 -topk8 writes one that does");
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    var out = new ByteArrayOutputStream(length + 4);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static int contentAt(byte[] der, int at) {
    int first = Byte.toUnsignedInt(der[at + 1]);
    return at + 2 + (first < 0x80 ? 0 : first - 0x80);
  }

  private static int after(byte[] der, int at) {
    int content = contentAt(der, at);
    int length = Byte.toUnsignedInt(der[at + 1]);
    if (length >= 0x80) {
      length = 0;
      for (int i = at + 2; i < content; i++) {
        length = (length << 8) + Byte.toUnsignedInt(der[i]);
      }
    }
    return content + length;
  }
}
