package org.kamaelia.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server's folder, and the distribution that it is made from. {@code etc} and {@code deploy} are
 * the user's; {@code var} is the server's.
 *
 * @param home the distribution: {@code lib}, {@code system}, and what a new folder begins with
 * @param folder the server's own; it may be the distribution itself
 */
record Base(Path home, Path folder) {

  Path etc() {
    return folder.resolve("etc");
  }

  Path deploy() {
    return folder.resolve("deploy");
  }

  Path var() {
    return folder.resolve("var");
  }

  /** The framework's storage, made anew at each start. */
  Path cache() {
    return var().resolve("cache");
  }

  /** The host key. */
  Path ssh() {
    return var().resolve("ssh");
  }

  /** Configurations, those made at the console among them. */
  Path config() {
    return var().resolve("config");
  }

  /** The jars that ran, to roll back to. */
  Path deployed() {
    return var().resolve("deployed");
  }

  Path log() {
    return var().resolve("log");
  }

  Path logFile() {
    return log().resolve("kamaelia.log");
  }

  /** Who changed what. */
  Path auditFile() {
    return log().resolve("audit.log");
  }

  /** The bundles that make the server. */
  List<Path> systemBundles() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("system"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /**
   * The console's socket, absolute or from the working folder, whichever is shorter.
   *
   * @throws CommandFailure if that is longer than a socket's address can be
   */
  Path socket() throws CommandFailure {
    // sockaddr_un's path: 108 bytes on Linux, 104 on others, with a zero at its end
    int limit = 103;
    Path absolute = var().resolve("console.sock").toAbsolutePath();
    Path relative = Path.of("").toAbsolutePath().relativize(absolute);
    Path shorter = length(relative) < length(absolute) ? relative : absolute;
    if (length(shorter) > limit) {
      throw new CommandFailure(
          "the path of the console's socket, %s, has %d bytes and may have %d: choose a shorter --base"
              .formatted(shorter, length(shorter), limit));
    }
    return shorter;
  }

  private static int length(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /** Makes the folder for what the server writes; only its user gets in. */
  void makeVar() throws IOException {
    Files.createDirectories(folder);
    if (!Files.isDirectory(var())) {
      Files.createDirectory(
          var(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    for (Path made : List.of(cache(), config(), log())) {
      Files.createDirectories(made);
    }
  }

  /** Gives the user's folders the distribution's content, where they are not there yet. */
  void fill() throws IOException {
    for (Path folder : List.of(etc(), deploy())) {
      if (!Files.exists(folder)) {
        // under its name only once it is whole
        Path copy = var().resolve(folder.getFileName() + ".new");
        deleteTree(copy);
        Path shipped = home.resolve(folder.getFileName());
        if (Files.exists(shipped)) {
          copyTree(shipped, copy);
        } else {
          Files.createDirectory(copy);
        }
        Files.move(copy, folder, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /**
   * Takes away the configurations that came from files in {@code etc}: the files are read at each
   * start, and one that was deleted while no server ran must not live on.
   */
  void forgetEtc() throws IOException {
    try (Stream<Path> files = Files.walk(config())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".config")).toList()) {
        // FileInstall's mark, in Felix's form of a configuration, one setting a line
        if (Files.readAllLines(file).stream()
            .anyMatch(line -> line.startsWith("felix.fileinstall.filename="))) {
          Files.delete(file);
        }
      }
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
