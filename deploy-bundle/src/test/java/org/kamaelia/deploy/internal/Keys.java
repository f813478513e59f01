package org.kamaelia.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import jdk.security.jarsigner.JarSigner;

/** Keys of signers, made by the JDK's own tool, and jars that are signed with them. */
final class Keys {
  private static final String PASSWORD = "changeit";

  private final Path store;

  /** An empty store. */
  Keys(Path folder) {
    store = folder.resolve("keys.p12");
  }

  /** Makes a key whose owner is {@code CN=alias}. */
  Keys make(String alias, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
    if (!Arrays.asList(options).contains("-keyalg")) {
      arguments.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    }
    arguments.addAll(List.of(options));
    keytool(arguments);
    return this;
  }

  private void keytool(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    keytool.getOutputStream().close();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
  }

  private KeyStore load() throws Exception {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  Certificate certificate(String alias) throws Exception {
    return load().getCertificate(alias);
  }

  PrivateKey key(String alias) throws Exception {
    return (PrivateKey) load().getKey(alias, PASSWORD.toCharArray());
  }

  /** A PEM file with the certificates of some. */
  Path pem(Path file, String... aliases) throws Exception {
    StringBuilder text = new StringBuilder("# those who may sign\n");
    for (String alias : aliases) {
      text.append("subject = CN=").append(alias).append('\n');
      text.append(section("CERTIFICATE", certificate(alias).getEncoded()));
    }
    return Files.writeString(file, text);
  }

  static String section(String label, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der));
  }

  /** A key store of the JDK's with the certificates of some, encrypted. */
  Path pkcs12(Path file, String password, String... aliases) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (String alias : aliases) {
      trusted.setCertificateEntry(alias, certificate(alias));
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, password.toCharArray());
    }
    return file;
  }

  /** Signs a jar as one of them. */
  byte[] sign(byte[] jar, String alias) throws Exception {
    return sign(jar, alias, builder -> {});
  }

  byte[] sign(byte[] jar, String alias, Consumer<JarSigner.Builder> options) throws Exception {
    KeyStore keys = load();
    var builder =
        new JarSigner.Builder(
                key(alias),
                CertificateFactory.getInstance("X.509")
                    .generateCertPath(List.of(keys.getCertificateChain(alias))))
            .signerName(alias);
    options.accept(builder);
    Path file = Files.createTempFile(store.getParent(), "sign", ".jar");
    try {
      Files.write(file, jar);
      var out = new ByteArrayOutputStream();
      try (var zip = new ZipFile(file.toFile())) {
        builder.build().sign(zip, out);
      }
      return out.toByteArray();
    } finally {
      Files.delete(file);
    }
  }

  /** What is in a jar, in its order; changed, it makes {@link #jar} another one. */
  static Map<String, byte[]> entries(byte[] jar) throws Exception {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (var in = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    return entries;
  }

  static byte[] jar(Map<String, byte[]> entries) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** The bytes of a stream. */
  static byte[] read(InputStream in) throws Exception {
    try (in) {
      return in.readAllBytes();
    }
  }
}
