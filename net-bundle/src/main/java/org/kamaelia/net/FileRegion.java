package org.kamaelia.net;

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
 * <p>The connection opens the file when its turn comes, if its loop has not just sent from it, and
 * sends it as fast as the peer reads; the outbox has room for more as with any other message. If
 * the file is not there any more, is another one of that name, or is shorter than was said, the
 * connection is cut and its failure says so: the peer has been promised bytes that do not exist.
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
    return of(path, Files.readAttributes(path, BasicFileAttributes.class));
  }

  /**
   * All of a file, as long as its attributes say, for who has them already.
   *
   * @throws IOException if it is none with bytes
   */
  public static FileRegion of(Path path, BasicFileAttributes attributes) throws IOException {
    if (!attributes.isRegularFile()) {
      throw new IOException(path + " is not a file with bytes");
    }
    return new FileRegion(path, 0, attributes.size(), attributes.fileKey());
  }

  /**
   * Part of this.
   *
   * @param first how many bytes of this are before it
   * @param bytes how many it has
   * @throws IndexOutOfBoundsException if this does not have them
   */
  public FileRegion part(long first, long bytes) {
    if (first < 0 || bytes < 0 || first > count - bytes) {
      throw new IndexOutOfBoundsException(
          "%s do not have %d bytes from %d on".formatted(this, bytes, first));
    }
    return new FileRegion(path, position + first, bytes, file);
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
   * What the system knows the file by, whatever its name, while it exists; nothing where there is
   * no such thing. See {@link BasicFileAttributes#fileKey}.
   */
  public Optional<Object> fileKey() {
    return Optional.ofNullable(file);
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
   * Opens the file to read it, if it is still the same.
   *
   * @throws IOException if it is not, or may not be read
   */
  public FileChannel open() throws IOException {
    FileChannel channel = FileChannel.open(path);
    try {
      check();
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Looks whether it is still the same file.
   *
   * @throws IOException if not
   */
  public void check() throws IOException {
    FileRegion now;
    try {
      now = of(path);
    } catch (NoSuchFileException e) {
      throw new IOException(path + " is not there any more", e);
    }
    if (!Objects.equals(file, now.file)) {
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
