package org.kamaelia.console.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The console's door: a Unix-domain socket at the path that the framework property {@value #PATH}
 * names, for the user that the server runs as. Without the property there is none.
 */
@Component(service = ConsoleSocket.class, immediate = true)
public final class ConsoleSocket {
  /** The framework property with the socket's path. */
  static final String PATH = "kamaelia.console";

  /** How many clients at one time. */
  static final int SESSIONS = 16;

  /** The system's limit for a socket's path, in bytes. */
  private static final int PATH_BYTES = 107;

  /** How long a stop waits for the clients' commands, such as the one that stops the server. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Logger LOG = System.getLogger("org.kamaelia.console");

  private final Sessions sessions;
  private final Map<Client, Thread> clients = new ConcurrentHashMap<>();
  private final @Nullable ServerSocketChannel door;
  private final Path path;
  private long accepted;

  /** Opens the socket, if it is asked for. */
  @Activate
  public ConsoleSocket(BundleContext context, @Reference Sessions sessions) {
    this.sessions = sessions;
    String asked = context.getProperty(PATH);
    path = Path.of(asked == null ? "" : asked);
    door = asked == null ? null : open(path);
    if (door != null) {
      Thread.ofVirtual().name("kamaelia-console").start(() -> accept(door));
    }
  }

  /** Closes the socket, and ends what goes on there. */
  @Deactivate
  public void close() throws IOException, InterruptedException {
    if (door == null) {
      return;
    }
    door.close();
    Files.deleteIfExists(path);
    // each in a thread of its own, for a client may not take what is said to it
    clients.keySet().forEach(client -> Thread.ofVirtual().start(client::leave));
    long patience = System.nanoTime() + PATIENCE.toNanos();
    for (var client : clients.entrySet()) {
      client.getValue().join(Duration.ofNanos(Math.max(0, patience - System.nanoTime())));
      client.getKey().cut();
    }
  }

  /** Opens the door, for its owner only; what is wrong with the path goes to the log. */
  private static @Nullable ServerSocketChannel open(Path path) {
    ServerSocketChannel door = null;
    try {
      int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
      if (bytes > PATH_BYTES) {
        throw new IOException("a path of %s bytes, %s at most".formatted(bytes, PATH_BYTES));
      }
      Path folder = path.getParent();
      if (folder != null && !Files.exists(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      removeStale(path);
      door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      door.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      return door;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(Level.ERROR, "no console at {0}: {1}", path, e.getMessage());
      closeQuietly(door);
      return null;
    }
  }

  /** A server that was killed leaves its socket behind. */
  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException("there is a file that is no socket");
    }
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new IOException("another server has it");
    } catch (ConnectException e) {
      Files.delete(path);
    }
  }

  private void accept(ServerSocketChannel door) {
    while (door.isOpen()) {
      try {
        welcome(door.accept());
      } catch (ClosedChannelException e) {
        // Stopped.
      } catch (IOException e) {
        LOG.log(Level.WARNING, "the console at {0}: {1}", path, e.getMessage());
        // such as no file descriptors left: that is when the console is needed most
        LockSupport.parkNanos(PATIENCE.toNanos());
      }
    }
  }

  private void welcome(SocketChannel channel) throws IOException {
    try {
      String user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
      if (!user.equals(Files.getOwner(path).getName()) && !user.equals("root")) {
        throw new IOException(user + " came in before the socket was closed to others");
      }
      start(channel, "%s (console %d)".formatted(user, ++accepted));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void start(SocketChannel channel, String who) {
    Client client = new Client(new Wire(channel), sessions, who);
    boolean room = clients.size() < SESSIONS;
    Thread thread =
        Thread.ofVirtual()
            .name("kamaelia " + who)
            .unstarted(
                () -> {
                  try {
                    client.talk(room);
                  } finally {
                    clients.remove(client);
                  }
                });
    clients.put(client, thread);
    thread.start();
    if (door != null && !door.isOpen()) {
      client.cut();
    }
  }

  private static void closeQuietly(@Nullable ServerSocketChannel door) {
    try {
      if (door != null) {
        door.close();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing the console", e);
    }
  }
}
