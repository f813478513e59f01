package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file of a Unix-domain port. */
public final class SocketFile {
  /** The kind of a file within its mode, and that of a socket; see stat(2). */
  private static final int KIND = 0170000;

  private static final int SOCKET = 0140000;

  private static final String UNIX = "unix";

  private final Path path;

  /** Tells this file from another at its place; null where the system has no such thing. */
  private final @Nullable Object key;

  private SocketFile(Path path) throws IOException {
    this.path = path;
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(
          path, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }
    key = key(path);
  }

  /** Makes the file. */
  @FunctionalInterface
  public interface Binding {
    /**
     * Binds a socket to the path, which must not exist.
     *
     * @throws IOException if that fails: a {@link BindException} if the path exists
     */
    void bind() throws IOException;
  }

  /**
   * Binds a socket, in place of a file that nobody listens at any more, and makes its file the
   * owner's alone.
   */
  public static SocketFile bind(UnixDomainSocketAddress address, Binding binding)
      throws IOException {
    if (address.getPath().toString().isEmpty()) {
      throw new BindException("a Unix-domain port needs a path");
    }
    try {
      binding.bind();
    } catch (BindException e) {
      if (!isSocket(address.getPath()) || !isLeft(address)) {
        throw e;
      }
      Files.deleteIfExists(address.getPath());
      binding.bind();
    }
    return new SocketFile(address.getPath());
  }

  /** Removes the file, unless another has taken its place. To be called while the port is open. */
  public void delete() {
    try {
      // While the port is open, no other file has its key.
      if (key == null || key.equals(key(path))) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // Somebody else has removed it, or will have to.
    }
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private static boolean isSocket(Path path) {
    try {
      if (path.getFileSystem().supportedFileAttributeViews().contains(UNIX)) {
        Object mode = Files.getAttribute(path, UNIX + ":mode", LinkOption.NOFOLLOW_LINKS);
        return (((Integer) mode) & KIND) == SOCKET;
      }
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether nobody listens at a socket's file. */
  private static boolean isLeft(UnixDomainSocketAddress address) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // One with many who wait would make us wait as well.
      probe.configureBlocking(false);
      probe.connect(address);
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
