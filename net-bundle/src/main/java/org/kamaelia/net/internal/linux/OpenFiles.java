package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.FileRegion;

/**
 * The files that a loop sends from, and the pipes through which. They stay open for a moment after
 * their last use: what one client asks for, the next one does.
 *
 * <p>They are known by what the system knows them by. So a file that has taken another's name is
 * another one here, and what is kept is never sent in its stead.
 */
final class OpenFiles {
  /** Whoever was not used between two looks, this far apart, is closed. */
  static final long LOOK = TimeUnit.SECONDS.toNanos(1);

  /** Kept at most; more can be open, by those who send them. */
  private static final int FILES = 64;

  /** Open at most; who gets none does without. */
  private static final int PIPES = 4;

  /** O_NONBLOCK and O_CLOEXEC, of files and pipes alike. */
  static final int FLAGS = 0x800 | 0x80000;

  private final Calls calls;
  private final Map<Object, OpenFile> files = new HashMap<>();
  private final ArrayDeque<FilePipe> idlePipes = new ArrayDeque<>();
  private int pipes;
  private boolean pipeUsed;
  private boolean pipesRefused;
  private long nextLook;

  OpenFiles(Calls calls) {
    this.calls = calls;
  }

  /** One that is open, for as many as send from it. */
  final class OpenFile {
    final Descriptor descriptor;
    private int users;
    private boolean kept;
    private boolean used;

    private OpenFile(Descriptor descriptor) {
      this.descriptor = descriptor;
    }

    private OpenFile take() {
      users++;
      used = true;
      return this;
    }

    /** To be called once by each who has it from {@link #open}. */
    void giveBack() {
      if (--users == 0 && !kept) {
        descriptor.close(calls);
      }
    }

    private boolean isIdle() {
      boolean idle = users == 0 && !used;
      used = false;
      if (idle) {
        descriptor.close(calls);
      }
      return idle;
    }
  }

  /**
   * A region's file.
   *
   * @throws IOException if it is not there any more, is another one, or may not be read
   */
  OpenFile open(FileRegion region) throws IOException {
    Object key = region.fileKey().orElse(null);
    OpenFile kept = files.get(key);
    if (kept != null) {
      return kept.take();
    }
    OpenFile file = new OpenFile(descriptor(region.path()));
    try {
      region.check();
    } catch (IOException e) {
      file.descriptor.close(calls);
      throw e;
    }
    if (key != null && files.size() < FILES) {
      lookLater();
      file.kept = true;
      files.put(key, file);
    }
    return file.take();
  }

  private Descriptor descriptor(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(path.toString(), Sockaddr.PATHS).address();
      return new Descriptor(Errno.check(calls.open(name, FLAGS), calls));
    }
  }

  /** An empty pipe; null if there is none to be had. */
  @Nullable FilePipe takePipe() {
    FilePipe pipe = idlePipes.poll();
    if (pipe == null && pipes < PIPES && !pipesRefused) {
      lookLater();
      pipe = FilePipe.open(calls);
      pipesRefused = pipe == null;
      pipes += pipe == null ? 0 : 1;
    }
    pipeUsed = true;
    return pipe;
  }

  /** Takes a pipe back, which is closed if there is something in it. */
  void giveBack(FilePipe pipe) {
    if (pipe.isEmpty()) {
      idlePipes.push(pipe);
    } else {
      closePipe(pipe);
    }
  }

  private void closePipe(FilePipe pipe) {
    pipe.close(calls);
    pipes--;
  }

  private boolean isEmpty() {
    return files.isEmpty() && pipes == 0;
  }

  private void lookLater() {
    if (isEmpty()) {
      nextLook = System.nanoTime() + LOOK;
    }
  }

  /**
   * Closes what was not used lately, if it is time to look.
   *
   * @param nanos how long the loop would wait
   * @return how long it may, so that it looks again in time
   */
  long tidy(long nanos) {
    if (isEmpty()) {
      return nanos;
    }
    long left = nextLook - System.nanoTime();
    if (left > 0) {
      return Math.min(nanos, left);
    }
    nextLook += LOOK - left;
    look();
    return isEmpty() ? nanos : Math.min(nanos, LOOK);
  }

  /** Closes what was not used since it was called last. */
  void look() {
    files.values().removeIf(OpenFile::isIdle);
    if (!pipeUsed) {
      closeIdlePipes();
    }
    pipeUsed = false;
    pipesRefused = false;
  }

  private void closeIdlePipes() {
    idlePipes.forEach(this::closePipe);
    idlePipes.clear();
  }

  /** Closes all that nobody uses; what is used is closed by those who do. */
  void close() {
    for (OpenFile file : files.values()) {
      file.kept = false;
      file.take().giveBack();
    }
    files.clear();
    closeIdlePipes();
  }
}
