package org.kamaelia.deploy.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.kamaelia.deploy.samples.Good;

/** Makes jars. */
final class SampleJar {
  private final Map<String, String> headers = new TreeMap<>();
  private List<Class<?>> classes = List.of();
  private byte[] filling = {};

  /** A bundle that registers a service with that text. */
  static SampleJar of(String text) {
    return of(text, Good.class, Good.class);
  }

  /** A bundle with the first class as its activator, and those that it needs. */
  static SampleJar of(String text, Class<?>... classes) {
    var jar = new SampleJar();
    jar.classes = List.of(classes);
    return jar.header("Bundle-ManifestVersion", "2")
        .header("Bundle-SymbolicName", "sample")
        .header("Bundle-Version", "1.0.0")
        .header("Import-Package", "org.osgi.framework")
        .header("Bundle-Activator", classes[0].getName())
        .header("Text", text);
  }

  /** Sets a header of the manifest, or with null removes it. */
  SampleJar header(String name, String value) {
    if (value == null) {
      headers.remove(name);
    } else {
      headers.put(name, value);
    }
    return this;
  }

  /** Adds an entry with those bytes. */
  SampleJar filling(byte[] bytes) {
    filling = bytes;
    return this;
  }

  byte[] bytes() {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach(manifest.getMainAttributes()::putValue);
    var bytes = new ByteArrayOutputStream();
    try (var jar = new JarOutputStream(bytes)) {
      next(jar, JarFile.MANIFEST_NAME);
      manifest.write(jar);
      for (Class<?> type : classes.stream().distinct().toList()) {
        String entry = type.getName().replace('.', '/') + ".class";
        next(jar, entry);
        try (InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
          in.transferTo(jar);
        }
      }
      next(jar, "filling");
      jar.write(filling);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** With a fixed time: the same jar has the same bytes. */
  private static void next(JarOutputStream jar, String name) throws IOException {
    var entry = new JarEntry(name);
    entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
    jar.putNextEntry(entry);
  }
}
