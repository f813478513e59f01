package org.kamaelia.deploy.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.kamaelia.deploy.Step;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A jar of our own, which nobody changes any more.
 *
 * @param path where it is
 * @param digest the SHA-256 of its bytes, in hexadecimal
 */
record Jar(Path path, String digest) {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final int MANIFEST_BYTES = 1 << 20;
  private static final Pattern SYMBOLIC_NAME = Pattern.compile("[\\w-]+(\\.[\\w-]+)*");

  /** Makes it from somebody else's. */
  static Jar copy(Path file, Path copy, Limits limits) throws Refused {
    try (OutputStream out = Files.newOutputStream(copy)) {
      return new Jar(copy, read(file, out, limits));
    } catch (IOException e) {
      throw new Refused(Step.WHOLE, "cannot be copied: " + e);
    }
  }

  /** One that is our own already. */
  static Jar of(Path path, Limits limits) throws Refused {
    try {
      return new Jar(path, read(path, OutputStream.nullOutputStream(), limits));
    } catch (IOException e) {
      throw new Refused(Step.WHOLE, "cannot be read: " + e);
    }
  }

  private static String read(Path file, OutputStream out, Limits limits)
      throws IOException, Refused {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      long size = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > limits.jarBytes()) {
          throw new Refused(Step.WHOLE, "larger than " + limits.jarBytes() + " bytes");
        }
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Reads it through: all of it must be there and undamaged, and unpack to something bearable. */
  void mustBeWhole(Limits limits) throws Refused {
    try (var zip = new ZipFile(path.toFile())) {
      if (zip.size() > limits.entries()) {
        throw new Refused(Step.WHOLE, zip.size() + " entries are more than " + limits.entries());
      }
      byte[] buffer = new byte[1 << 16];
      long unpacked = 0;
      for (ZipEntry entry : Collections.list(zip.entries())) {
        var crc = new CRC32();
        try (InputStream in = zip.getInputStream(entry)) {
          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            unpacked += n;
            if (unpacked > limits.unpackedBytes()) {
              throw new Refused(
                  Step.WHOLE, "unpacks to more than " + limits.unpackedBytes() + " bytes");
            }
            crc.update(buffer, 0, n);
          }
        }
        if (crc.getValue() != entry.getCrc()) {
          throw new Refused(Step.WHOLE, "entry " + entry.getName() + " is damaged");
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new Refused(Step.WHOLE, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Its manifest must be that of a bundle which can stand alone.
   *
   * @return the manifest
   */
  Attributes mustBeValid() throws Refused {
    Attributes manifest = manifest();
    String manifestVersion = manifest.getValue(Constants.BUNDLE_MANIFESTVERSION);
    if (manifestVersion == null || !manifestVersion.strip().equals("2")) {
      throw new Refused(
          Step.VALID, "not a bundle: Bundle-ManifestVersion is " + manifestVersion + ", not 2");
    }
    String symbolicName = manifest.getValue(Constants.BUNDLE_SYMBOLICNAME);
    if (symbolicName == null
        || !SYMBOLIC_NAME.matcher(symbolicName.split(";", 2)[0].strip()).matches()) {
      throw new Refused(Step.VALID, "Bundle-SymbolicName is " + symbolicName);
    }
    String version = manifest.getValue(Constants.BUNDLE_VERSION);
    try {
      Version.parseVersion(version);
    } catch (IllegalArgumentException e) {
      throw new Refused(Step.VALID, "Bundle-Version is " + version);
    }
    String host = manifest.getValue(Constants.FRAGMENT_HOST);
    if (host != null) {
      throw new Refused(Step.VALID, "a fragment, of " + host + ", cannot run by itself");
    }
    return manifest;
  }

  private Attributes manifest() throws Refused {
    try (var zip = new ZipFile(path.toFile())) {
      ZipEntry entry = zip.getEntry(MANIFEST);
      if (entry == null) {
        throw new Refused(Step.VALID, "no " + MANIFEST);
      }
      try (InputStream in = zip.getInputStream(entry)) {
        byte[] bytes = in.readNBytes(MANIFEST_BYTES + 1);
        if (bytes.length > MANIFEST_BYTES) {
          throw new Refused(Step.VALID, MANIFEST + " is larger than " + MANIFEST_BYTES + " bytes");
        }
        return new Manifest(new ByteArrayInputStream(bytes)).getMainAttributes();
      }
    } catch (IOException | RuntimeException e) {
      throw new Refused(Step.VALID, MANIFEST + ": " + e.getMessage());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has it", e);
    }
  }
}
