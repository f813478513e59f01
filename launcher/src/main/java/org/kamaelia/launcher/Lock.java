package org.kamaelia.launcher;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds a base folder for one server. The system lets go of it when the process ends, however it
 * ends; Felix's own lock does not see other processes.
 *
 * <p>Who holds it stands in a file beside it: to read the locked file would let go of the lock
 * where the reader is the server itself.
 */
final class Lock implements Closeable {

  /** How far a server is. */
  enum State {
    STARTING,
    SERVING,
    STOPPING
  }

  /** Who holds a lock, and how far it is. */
  record Holder(ProcessHandle process, State state) {}

  private static final int TRIES = 50;
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,18}) (STARTING|SERVING|STOPPING)\n");

  private final FileChannel channel;
  private final Path pidFile;

  private Lock(FileChannel channel, Path pidFile) {
    this.channel = channel;
    this.pidFile = pidFile;
  }

  private static Path file(Base base) {
    return base.var().resolve("kamaelia.lock");
  }

  private static Path pidFile(Base base) {
    return base.var().resolve("kamaelia.pid");
  }

  /**
   * Takes the lock of a base folder, whose {@code var} is there.
   *
   * @throws CommandFailure naming the process that holds it
   */
  static Lock take(Base base) throws IOException, CommandFailure {
    FileChannel channel =
        FileChannel.open(file(base), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    for (int tries = 0; !tryLock(channel, false); tries++) {
      Optional<Holder> holder = holder(base);
      if (holder.isPresent() || tries == TRIES) {
        channel.close();
        throw holder
            .map(found -> inUse(base, found))
            .orElseGet(() -> new CommandFailure(base.folder() + " is locked"));
      }
      // someone has just asked who holds it
      LockSupport.parkNanos(20_000_000);
    }
    Lock lock = new Lock(channel, pidFile(base));
    lock.state(State.STARTING);
    return lock;
  }

  static CommandFailure inUse(Base base, Holder holder) {
    return new CommandFailure(
        "a server already runs in %s, pid %d".formatted(base.folder(), holder.process().pid()));
  }

  /** Whether anyone holds the lock of a base folder. */
  static boolean isHeld(Base base) throws IOException {
    try (FileChannel channel = FileChannel.open(file(base), StandardOpenOption.READ)) {
      // shared: two who ask must not take each other for a server
      return !tryLock(channel, true);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Who holds the lock of a base folder, if anyone does. */
  static Optional<Holder> holder(Base base) throws IOException {
    if (!isHeld(base)) {
      return Optional.empty();
    }
    try {
      Matcher written = WRITTEN.matcher(Files.readString(pidFile(base)));
      return written.matches()
          ? ProcessHandle.of(Long.parseLong(written.group(1)))
              .map(process -> new Holder(process, State.valueOf(written.group(2))))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static boolean tryLock(FileChannel channel, boolean shared) throws IOException {
    FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
    return lock != null;
  }

  /** Writes down how far the server is. */
  void state(State state) throws IOException {
    Path whole = pidFile.resolveSibling(pidFile.getFileName() + ".new");
    Files.writeString(whole, ProcessHandle.current().pid() + " " + state + "\n");
    Files.move(whole, pidFile, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(pidFile);
    channel.close();
  }
}
