package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file, how it looked last, and whether somebody has said since that something happened to it.
 */
final class Watched {
  private final Path path;
  private final Semaphore touched = new Semaphore(0);
  private volatile @Nullable Look seen;

  /** What can be told of a file without opening it. */
  record Look(long size, FileTime modified, @Nullable Object key) {}

  Watched(Path path) {
    this.path = path;
  }

  /** Says that something happened to it, or may have. */
  void touch() {
    touched.release();
  }

  boolean isTouched() {
    return touched.availablePermits() > 0;
  }

  /** How it looked last; null if it was not there. */
  @Nullable Look seen() {
    return seen;
  }

  /** Whether it looks otherwise now. */
  boolean looksOtherwise() {
    return !Objects.equals(look(), seen);
  }

  /** Looks at it. */
  @Nullable Look see() {
    seen = look();
    return seen;
  }

  /** Waits that long for something to happen to it, and looks at it. */
  boolean changesWithin(Duration time) throws InterruptedException {
    boolean told = touched.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
    touched.drainPermits();
    Look before = seen;
    seen = look();
    return told || !Objects.equals(before, seen);
  }

  private @Nullable Look look() {
    try {
      var now = Files.readAttributes(path, BasicFileAttributes.class);
      return now.isRegularFile()
          ? new Look(now.size(), now.lastModifiedTime(), now.fileKey())
          : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      // a file that cannot be looked at has not gone
      return seen;
    }
  }
}
