package org.kamaelia.net.internal.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/**
 * By what it is seen that a file has changed, without reading it.
 *
 * @param key which file it is, where the system tells: another one may have been renamed to it
 * @param size its size in bytes, -1 if it is not there
 */
record Stamp(Optional<Object> key, Optional<FileTime> time, long size) {

  static List<Stamp> of(List<Path> files) {
    return files.stream().map(Stamp::of).toList();
  }

  private static Stamp of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(
          Optional.ofNullable(now.fileKey()), Optional.of(now.lastModifiedTime()), now.size());
    } catch (IOException e) {
      return new Stamp(Optional.empty(), Optional.empty(), -1);
    }
  }
}
