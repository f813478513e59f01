package org.kamaelia.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Bundles that go wrong, and distributions to put them in. */
final class TestBundle {

  private TestBundle() {}

  /** Does not start. */
  public static final class Throws implements BundleActivator {
    @Override
    public void start(BundleContext context) {
      throw new IllegalStateException("why");
    }

    @Override
    public void stop(BundleContext context) {}
  }

  /** Does not stop. */
  public static final class Hangs implements BundleActivator {
    @Override
    public void start(BundleContext context) {}

    @Override
    public void stop(BundleContext context) throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  /** Leaves itself in the JDK, where only a search of the heap finds it. */
  public static final class Leaks implements BundleActivator {
    @Override
    public void start(BundleContext context) {
      System.getProperties().put(this, "left");
    }

    @Override
    public void stop(BundleContext context) {}
  }

  /** A bundle with an activator, or with an import, or neither. */
  static void write(Path jar, String name, @Nullable Class<?> activator, @Nullable String imports)
      throws IOException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Bundle-SymbolicName", name);
    headers.put("Import-Package", "org.osgi.framework" + (imports == null ? "" : "," + imports));
    if (activator == null) {
      write(jar, headers);
    } else {
      headers.put("Bundle-Activator", activator.getName());
      write(jar, headers, activator);
    }
  }

  /** A bundle with these headers and classes. */
  static void write(Path jar, Map<String, String> headers, Class<?>... classes) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.putValue("Manifest-Version", "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    headers.forEach(main::putValue);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> type : classes) {
        String entry = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(entry));
        try (InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
          in.transferTo(out);
        }
      }
    }
  }

  /** The distribution's echo, as if it were of that version. */
  static Path echo(Path dist, Path made, String version) throws IOException {
    return protocol(dist, "echo", made, version);
  }

  /** A protocol of the distribution's, as if it were of that version. */
  static Path protocol(Path dist, String name, Path made, String version) throws IOException {
    try (var in = new JarFile(dist.resolve("deploy/%s.jar".formatted(name)).toFile())) {
      Manifest manifest = in.getManifest();
      Attributes main = manifest.getMainAttributes();
      String was = main.getValue("Bundle-Version");
      main.putValue("Bundle-Version", version);
      main.putValue(
          "Provide-Capability", main.getValue("Provide-Capability").replace(was, version));
      try (var out = new JarOutputStream(Files.newOutputStream(made), manifest)) {
        for (JarEntry entry : in.stream().toList()) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new JarEntry(entry.getName()));
            in.getInputStream(entry).transferTo(out);
          }
        }
      }
    }
    return made;
  }

  /** A copy of the distribution. */
  static Path distribution(Path temp) throws IOException {
    Path from = Path.of(System.getProperty("kamaelia.dist"));
    Path to = temp.resolve("dist");
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
    return to;
  }
}
