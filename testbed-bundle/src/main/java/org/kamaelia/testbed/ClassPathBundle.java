package org.kamaelia.testbed;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;

/**
 * A bundle on the class path: a jar, or a folder of classes with a manifest.
 *
 * @param path the jar or the folder
 * @param symbolicName its symbolic name, without directives
 * @param exports what it exports, as in its manifest
 */
record ClassPathBundle(Path path, String symbolicName, String exports) {

  /** All bundles on the class path. */
  static List<ClassPathBundle> all() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .map(ClassPathBundle::read)
        .filter(Objects::nonNull)
        .toList();
  }

  /** What the framework installs it from, without a copy. */
  String location() {
    return "reference:" + path.toUri();
  }

  private static @Nullable ClassPathBundle read(Path path) {
    try {
      Manifest manifest = manifest(path);
      String name =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
      if (manifest == null || name == null) {
        return null;
      }
      String exports = manifest.getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
      return new ClassPathBundle(
          path, name.replaceAll(";.*", "").strip(), Objects.requireNonNullElse(exports, ""));
    } catch (IOException e) {
      throw new UncheckedIOException(path + " on the class path cannot be read", e);
    }
  }

  private static @Nullable Manifest manifest(Path path) throws IOException {
    Path inFolder = path.resolve(JarFile.MANIFEST_NAME);
    if (Files.isRegularFile(inFolder)) {
      try (InputStream in = Files.newInputStream(inFolder)) {
        return new Manifest(in);
      }
    }
    if (Files.isRegularFile(path)) {
      try (JarFile jar = new JarFile(path.toFile())) {
        return jar.getManifest();
      }
    }
    return null;
  }
}
