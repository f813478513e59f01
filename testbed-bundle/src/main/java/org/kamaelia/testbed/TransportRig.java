package org.kamaelia.testbed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;

/**
 * Two loops with a transport's pollers, ports on the far one, and what connects to them on the near
 * one. All of it is gone when this is closed.
 */
final class TransportRig implements AutoCloseable {
  private static final int BACKLOG = 1024;

  /** Both sides of a connection. */
  record Link(StreamEnd near, StreamEnd far) {}

  final Transport transport;
  final AddressKind kind;
  final Axon axon;
  final Loop near;
  final Loop far;
  private final Path folder;
  private final List<Port> ports = new ArrayList<>();
  private final List<Runnable> closings = new ArrayList<>();
  private int addresses;
  private @Nullable OpenPort port;
  private @Nullable Link witness;

  TransportRig(Transport transport, AddressKind kind) throws IOException {
    this.transport = transport;
    this.kind = kind;
    folder = Files.createTempDirectory("kamaelia");
    axon = transport.axon().name(transport.name()).loops(2).start();
    near = axon.loops().getFirst();
    far = axon.loops().getLast();
  }

  /** A folder for Unix-domain sockets. */
  Path folder() {
    return folder;
  }

  SocketAddress newAddress() {
    return kind.fresh(folder, addresses++);
  }

  /** Opens a port that nobody looks after. */
  Port open(SocketAddress address, Options options) throws IOException {
    Port opened = transport.listen(address, BACKLOG, options);
    ports.add(opened);
    return opened;
  }

  OpenPort listen() throws Exception {
    return listen(Options.NONE);
  }

  OpenPort listen(Options options) throws Exception {
    return new OpenPort(far, open(newAddress(), options));
  }

  /** Begins to connect, from the near loop. */
  Stream connecting(SocketAddress address, Options options) throws IOException {
    Stream stream = transport.connect(address, options);
    closeAtEnd(near, stream);
    return stream;
  }

  /** Takes the next connection, for the far loop. */
  Stream accepted(OpenPort at) throws Exception {
    Stream stream = at.accept();
    closeAtEnd(far, stream);
    return stream;
  }

  /** Opens a socket for datagrams at an address that it is given. */
  DatagramEnd datagrams(Loop loop) throws Exception {
    return datagrams(loop, (InetSocketAddress) newAddress(), Options.NONE);
  }

  DatagramEnd datagrams(Loop loop, InetSocketAddress local, Options options) throws Exception {
    Datagrams socket = transport.datagrams(local, options);
    closings.add(socket::close);
    return DatagramEnd.attach(loop, socket);
  }

  private void closeAtEnd(Loop loop, Stream stream) {
    closings.add(() -> loop.execute(stream::close));
  }

  StreamEnd connect(OpenPort to) throws Exception {
    return connect(to.address());
  }

  StreamEnd connect(SocketAddress to) throws Exception {
    return StreamEnd.open(near, connecting(to, Options.NONE));
  }

  StreamEnd accept(OpenPort at) throws Exception {
    return StreamEnd.open(far, accepted(at));
  }

  Link link() throws Exception {
    if (port == null) {
      port = listen();
    }
    return link(port, Options.NONE);
  }

  Link link(OpenPort to, Options options) throws Exception {
    return new Link(StreamEnd.open(near, connecting(to.address(), options)), accept(to));
  }

  /** Lets both loops look, and tell what there is to tell: a few words go back and forth. */
  void settle() throws Exception {
    if (witness == null) {
      witness = link();
    }
    for (int i = 0; i < 3; i++) {
      witness.near.send((byte) i);
      witness.far.take(1);
      witness.far.send((byte) i);
      witness.near.take(1);
    }
  }

  /** Writes until there is no room any more, and none comes; how many bytes. */
  long fill(StreamEnd end) throws Exception {
    byte[] chunk = new byte[8 << 10];
    long written = 0;
    for (int full = 0; full < 2; ) {
      int more = end.write(chunk);
      written += more;
      if (more == 0) {
        full++;
        settle();
      } else {
        full = 0;
      }
    }
    return written;
  }

  /** Keeps a loop from its work until the answer is closed. */
  HeldUp holdUp(Loop loop) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    HeldUp heldUp = new HeldUp();
    loop.execute(
        () -> {
          begun.countDown();
          heldUp.await();
        });
    begun.await();
    return heldUp;
  }

  /** What holds up a loop. */
  static final class HeldUp implements AutoCloseable {
    private final CountDownLatch over = new CountDownLatch(1);

    void await() {
      try {
        over.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      over.countDown();
    }
  }

  @Override
  public void close() throws IOException {
    for (Runnable closing : closings) {
      closing.run();
    }
    ports.forEach(Port::close);
    axon.close();
    delete();
  }

  private void delete() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
