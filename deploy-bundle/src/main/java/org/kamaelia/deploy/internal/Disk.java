package org.kamaelia.deploy.internal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What the store does to the disk, each in one step as far as others can see: a test takes the
 * power away between two.
 */
class Disk {
  /** Makes a folder in one that is there. */
  void makeFolder(Path folder) throws IOException {
    Files.createDirectory(folder);
  }

  /** Writes a file, and sees to it that it is on the disk. */
  void write(Path file, String text) throws IOException {
    try (var out = new FileOutputStream(file.toFile())) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.getFD().sync();
    }
  }

  /** Sees to it that a file is on the disk. */
  void force(Path file) throws IOException {
    // not a channel: an interrupt, which is meant for a bundle's code, would close that
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      open.getFD().sync();
    }
  }

  /** Gives a file another name, which may be another's. */
  void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes a file, if it is there. */
  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }
}
