package org.kamaelia.net;

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Part of a file, to be sent to a peer without reading it: the system takes it from the file. A
 * protocol sends {@link #message} from its outbox, in its place among other messages:
 *
 * {@snippet :
 * FileRegion page = FileRegion.of(path);
 * outbox.send(header(page.count()));
 * outbox.send(page.message());
 * }
 *
 * <p>The connection opens the file when its turn comes, and sends it as fast as the peer reads; the
 * outbox has room for more as with any other message. If the file is not there any more, is another
 * one of that name, or is shorter than was said, the connection is cut and its failure says so: the
 * peer has been promised bytes that do not exist.
 *
 * <p>Immutable; any thread.
 */
public final class FileRegion {
  /** By the messages that stand for them; a message that nobody has any more is forgotten. */
  private static final Map<Key, FileRegion> REGIONS = new ConcurrentHashMap<>();

  private static final ReferenceQueue<ByteBuffer> FORGOTTEN = new ReferenceQueue<>();

  private final Path path;
  private final long position;
  private final long count;

  /** What the system knows the file by, where it has such a thing. */
  private final @Nullable Object file;

  private FileRegion(Path path, long position, long count, @Nullable Object file) {
    this.path = path;
    this.position = position;
    this.count = count;
    this.file = file;
  }

  /**
   * All of a file, as long as it is now.
   *
   * @throws IOException if there is no such file, or it is none with bytes
   */
  public static FileRegion of(Path path) throws IOException {
    BasicFileAttributes now = attributes(path);
    return new FileRegion(path, 0, now.size(), now.fileKey());
  }

  /**
   * Part of a file.
   *
   * @param position where it begins
   * @param count how many bytes
   * @throws IOException if there is no such file, or it does not have these bytes now
   */
  public static FileRegion of(Path path, long position, long count) throws IOException {
    BasicFileAttributes now = attributes(path);
    if (position < 0 || count < 0 || position > now.size() - count) {
      throw new IOException(
          "%s has %d bytes, not %d from %d on".formatted(path, now.size(), count, position));
    }
    return new FileRegion(path, position, count, now.fileKey());
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
    if (!now.isRegularFile()) {
      throw new IOException(path + " is not a file with bytes");
    }
    return now;
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** Where in the file the first byte is. */
  public long position() {
    return position;
  }

  /** How many bytes. */
  public long count() {
    return count;
  }

  /**
   * A message that stands for this: an empty buffer to all but the connection that sends it. So it
   * must get there itself, and not a copy. It may be sent to many connections.
   */
  public ByteBuffer message() {
    for (Reference<?> gone = FORGOTTEN.poll(); gone != null; gone = FORGOTTEN.poll()) {
      REGIONS.remove(gone);
    }
    ByteBuffer message = ByteBuffer.allocate(0);
    REGIONS.put(new Key(message, FORGOTTEN), this);
    return message;
  }

  /** What a message stands for; nothing if it is a message as others are. */
  public static Optional<FileRegion> in(ByteBuffer message) {
    return message.capacity() > 0 || REGIONS.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(REGIONS.get(new Key(message, null)));
  }

  /**
   * Looks whether it is still the same file.
   *
   * @throws IOException if not
   */
  public void check() throws IOException {
    BasicFileAttributes now;
    try {
      now = attributes(path);
    } catch (NoSuchFileException e) {
      throw new IOException(path + " is not there any more", e);
    }
    if (!Objects.equals(file, now.fileKey())) {
      throw new IOException(path + " has become another file");
    }
  }

  /** For people. */
  @Override
  public String toString() {
    return "%d bytes of %s from %d on".formatted(count, path, position);
  }

  /** A message by its identity: by content all empty buffers are equal. */
  private static final class Key extends WeakReference<ByteBuffer> {
    private final int hash;

    Key(ByteBuffer message, @Nullable ReferenceQueue<ByteBuffer> queue) {
      super(message, queue);
      hash = System.identityHashCode(message);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      ByteBuffer message = get();
      return this == other
          || (message != null && other instanceof Key key && key.refersTo(message));
    }
  }
}
