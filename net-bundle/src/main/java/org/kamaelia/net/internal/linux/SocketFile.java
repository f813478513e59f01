package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.Options;

/**
 * The file of a Unix-domain port. One that a server left when it died is replaced; one at which
 * somebody listens, and what is no socket, is left alone. Its owner alone may connect.
 */
final class SocketFile {
  private static final int OWNER_ONLY = 0600;
  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;

  private final Path path;

  /** Which file it is, as another may have taken its place. */
  private final @Nullable Object key;

  private SocketFile(Path path, @Nullable Object key) {
    this.path = path;
    this.key = key;
  }

  /** Binds a socket to a file of its own. */
  static SocketFile bind(Socket socket, UnixDomainSocketAddress address, Calls calls)
      throws IOException {
    Path path = address.getPath();
    if (path.toString().isEmpty()) {
      throw new BindException("a port needs a path");
    }
    // Before the file is there, so that it is never open to others.
    socket.mode(OWNER_ONLY, calls);
    try {
      socket.bind(address, calls);
    } catch (BindException e) {
      if (!isStale(path, address, calls)) {
        throw e;
      }
      Files.deleteIfExists(path);
      socket.bind(address, calls);
    }
    return new SocketFile(
        path, Files.getAttribute(path, "unix:fileKey", LinkOption.NOFOLLOW_LINKS));
  }

  private static boolean isStale(Path path, UnixDomainSocketAddress address, Calls calls)
      throws IOException {
    try {
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      if ((mode & S_IFMT) != S_IFSOCK) {
        return false;
      }
    } catch (NoSuchFileException e) {
      return false;
    }
    Socket probe = Socket.open(address, Options.NONE, calls);
    try {
      probe.connect(address, calls);
      return false;
    } catch (ConnectException refused) {
      return true;
    } catch (IOException e) {
      // Too busy to answer, say: somebody is there.
      return false;
    } finally {
      probe.close(calls);
    }
  }

  /** Removes the file, if it is still this one. */
  void remove() {
    try {
      if (Objects.equals(
          key, Files.getAttribute(path, "unix:fileKey", LinkOption.NOFOLLOW_LINKS))) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // It is gone already, or its folder is not ours any more.
    }
  }
}
