package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A jar as {@code jarsigner} signs it. The JDK checks the digests, as each entry is read, and lets
 * pass what no signature covers: entries that came later or have gone are found here. It treats as
 * unsigned what it cannot make anything of; why that is is found here as well.
 */
final class SignedJar implements AutoCloseable {
  /** Directly in {@code META-INF}: the digests, and the signature of them. */
  private static final Pattern DIGESTS = Pattern.compile("(?i)META-INF/[^/]+\\.SF");

  private static final Pattern BLOCK = Pattern.compile("(?i)META-INF/[^/]+\\.(RSA|DSA|EC)");

  private final JarFile jar;
  private final List<JarEntry> entries;

  /** By name without what the name ends in, in capitals. */
  private final Map<String, JarEntry> digests = new HashMap<>();

  private final Map<String, JarEntry> blocks = new HashMap<>();

  private SignedJar(JarFile jar) {
    this.jar = jar;
    entries = Collections.list(jar.entries());
    for (JarEntry entry : entries) {
      String stem = stem(entry.getName());
      if (DIGESTS.matcher(entry.getName()).matches()) {
        digests.put(stem, entry);
      } else if (BLOCK.matcher(entry.getName()).matches()) {
        blocks.put(stem, entry);
      }
    }
  }

  /**
   * Reads a jar.
   *
   * @return those who have signed each entry, at least one
   * @throws BadSignature if nobody has signed it, or it was changed since, or signed in a way that
   *     the JDK does not accept
   * @throws IOException if it is no jar
   */
  static Set<CodeSigner> signers(Path path) throws BadSignature, IOException {
    try (var signed = new SignedJar(new JarFile(path.toFile(), true))) {
      signed.mustHaveSignatures();
      Set<CodeSigner> signers = signed.signersOfAll();
      signed.mustHaveAllThatWasSigned();
      return signers;
    } catch (SecurityException e) {
      // from the files in META-INF, which are read before the first entry
      throw tampered(String.valueOf(e.getMessage()));
    }
  }

  private void mustHaveSignatures() throws BadSignature, IOException {
    if (digests.isEmpty() && blocks.isEmpty()) {
      boolean had = sections(manifest()).values().stream().anyMatch(SignedJar::hasDigest);
      throw new BadSignature(
          had
              ? "unsigned: its manifest has digests, but the signature of them was taken out"
              : "unsigned: nobody has signed it");
    }
    Set<String> halves = new TreeSet<>(digests.keySet());
    halves.addAll(blocks.keySet());
    for (String stem : halves) {
      if (!digests.containsKey(stem) || !blocks.containsKey(stem)) {
        throw tampered(
            "half of the signature %s was taken out: its %s is missing"
                .formatted(stem, digests.containsKey(stem) ? "block" : ".SF"));
      }
    }
  }

  private Set<CodeSigner> signersOfAll() throws BadSignature, IOException {
    Set<String> names = new TreeSet<>();
    List<String> unsigned = new ArrayList<>();
    Set<CodeSigner> all = null;
    for (JarEntry entry : entries) {
      String name = entry.getName();
      if (!names.add(name)) {
        throw tampered(name + " is there twice");
      }
      if (isOtherManifest(name)) {
        throw tampered(name + " is another manifest");
      }
      CodeSigner @Nullable [] signers = signers(entry);
      if (isSignable(entry)) {
        if (signers == null) {
          unsigned.add(name);
        } else if (all == null) {
          all = new LinkedHashSet<>(Arrays.asList(signers));
        } else {
          all.retainAll(Arrays.asList(signers));
          if (all.isEmpty()) {
            throw tampered(name + " is signed by others than the rest");
          }
        }
      }
    }
    if (all == null) {
      throw notAccepted();
    }
    if (!unsigned.isEmpty()) {
      throw tampered(unsigned.getFirst() + " was added after it was signed");
    }
    return all;
  }

  private CodeSigner @Nullable [] signers(JarEntry entry) throws BadSignature, IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SecurityException e) {
      String message = String.valueOf(e.getMessage());
      throw tampered(
          message.contains(" digest error for ")
              ? entry.getName() + " was changed after it was signed"
              : message);
    }
    return entry.getCodeSigners();
  }

  /** Entries that go leave no trace in what is left, but for the lists of what was there. */
  private void mustHaveAllThatWasSigned() throws BadSignature, IOException {
    Map<String, Attributes> was = new HashMap<>(sections(manifest()));
    was.values().removeIf(attributes -> !hasDigest(attributes));
    for (JarEntry entry : digests.values()) {
      try (InputStream in = jar.getInputStream(entry)) {
        was.putAll(sections(new Manifest(in)));
      }
    }
    for (String name : new TreeSet<>(was.keySet())) {
      // packages have sections too
      if (!name.endsWith("/") && jar.getEntry(name) == null) {
        throw tampered(name + " was taken out after it was signed");
      }
    }
  }

  /** The JDK has not found a single signature good, though nothing seems to be changed. */
  private BadSignature notAccepted() throws IOException {
    Set<String> ways = new TreeSet<>();
    for (Map.Entry<String, JarEntry> block : blocks.entrySet()) {
      try (InputStream in = jar.getInputStream(block.getValue())) {
        for (Certificate certificate :
            CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          ways.add(key(certificate));
        }
      } catch (GeneralSecurityException e) {
        return tampered(block.getValue().getName() + " is no signature");
      }
      JarEntry half = digests.get(block.getKey());
      if (half != null) {
        try (InputStream in = jar.getInputStream(half)) {
          for (Object name : new Manifest(in).getMainAttributes().keySet()) {
            if (name.toString().endsWith("-Digest-Manifest")) {
              ways.add(name.toString().replace("-Digest-Manifest", ""));
            }
          }
        }
      }
    }
    return new BadSignature(
        "weak: made with %s, of which the JDK takes not all any more (jdk.jar.disabledAlgorithms)"
            .formatted(String.join(", ", ways)));
  }

  private static String key(Certificate certificate) {
    String algorithm =
        certificate instanceof X509Certificate x509
            ? x509.getSigAlgName()
            : certificate.getPublicKey().getAlgorithm();
    return certificate.getPublicKey() instanceof RSAKey rsa
        ? "%s with %d bits".formatted(algorithm, rsa.getModulus().bitLength())
        : algorithm;
  }

  /** The JDK may take it for the one, where the framework takes the usual one beside it. */
  private static boolean isOtherManifest(String name) {
    return name.equalsIgnoreCase(JarFile.MANIFEST_NAME) && !name.equals(JarFile.MANIFEST_NAME);
  }

  /** What a signature covers: all but its own files, and folders, which have no content. */
  private static boolean isSignable(JarEntry entry) {
    String name = entry.getName();
    return !name.equals(JarFile.MANIFEST_NAME)
        && !DIGESTS.matcher(name).matches()
        && !BLOCK.matcher(name).matches()
        && !(entry.isDirectory() && entry.getSize() == 0);
  }

  private @Nullable Manifest manifest() throws IOException {
    return jar.getManifest();
  }

  private static Map<String, Attributes> sections(@Nullable Manifest manifest) {
    return manifest == null ? Map.of() : manifest.getEntries();
  }

  private static boolean hasDigest(Attributes section) {
    return section.keySet().stream().anyMatch(name -> name.toString().endsWith("-Digest"));
  }

  private static String stem(String name) {
    return name.replaceFirst("\\.[^.]*$", "").toUpperCase(Locale.ROOT);
  }

  private static BadSignature tampered(String what) {
    return new BadSignature("tampered: " + what);
  }

  @Override
  public void close() throws IOException {
    jar.close();
  }
}
