package org.kamaelia.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What makes one run the same as another one of the same seed. */
final class Versions {
  private Versions() {}

  /**
   * The versions of what runs.
   *
   * @param classPath an author's own
   */
  static Map<String, String> here(List<Path> classPath) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("kamaelia", kamaelia());
    versions.put("code", code(classPath));
    versions.put("java", Runtime.version().toString());
    versions.put("machine", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }

  /** The lab's own; none where it has not been packed. */
  static String kamaelia() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "unpacked" : version;
  }

  /** A digest of all classes but the JDK's: a version is not changed with each edit. */
  private static String code(List<Path> own) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Path lab =
          Path.of(Versions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Stream<Path> beside =
          Files.isDirectory(lab)
              ? Stream.of(System.getProperty("java.class.path").split(":", -1))
                  .filter(each -> !each.isEmpty())
                  .map(Path::of)
              : siblings(lab);
      for (Path each : Stream.concat(beside, own.stream()).sorted().toList()) {
        add(digest, each);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException | URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> siblings(Path jar) throws IOException {
    try (Stream<Path> all = Files.list(jar.resolveSibling(""))) {
      return all.toList().stream();
    }
  }

  private static void add(MessageDigest digest, Path entry) throws IOException {
    try (Stream<Path> all = Files.exists(entry) ? Files.walk(entry) : Stream.empty()) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(Files.readAllBytes(file));
      }
    }
  }
}
