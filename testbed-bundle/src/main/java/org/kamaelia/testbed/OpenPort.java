package org.kamaelia.testbed;

import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/** A port, for a test's thread; see {@link StreamEnd}. */
final class OpenPort implements Ready {
  final Loop loop;
  final Port port;

  // The loop's alone.
  private int tellings;
  private @Nullable CompletableFuture<Void> awaited;

  OpenPort(Loop loop, Port port) throws Exception {
    this.loop = loop;
    this.port = port;
    Loops.on(
        loop,
        () -> {
          port.attach(loop, this);
          port.interest(false);
          return port;
        });
  }

  @Override
  public void ready(boolean readable, boolean writable) {
    tellings++;
    port.interest(false);
    if (awaited != null) {
      awaited.complete(null);
      awaited = null;
    }
  }

  SocketAddress address() {
    return port.address();
  }

  int tellings() throws Exception {
    return Loops.on(loop, () -> tellings);
  }

  /** Waits until a connection is told of. */
  OpenPort await() throws Exception {
    CompletableFuture<Void> told = new CompletableFuture<>();
    Loops.on(
        loop,
        () -> {
          awaited = told;
          port.interest(true);
          return told;
        });
    Loops.get(told);
    return this;
  }

  /** Takes the next connection, when there is one. */
  Stream accept() throws Exception {
    while (true) {
      Stream stream = acceptNow();
      if (stream != null) {
        return stream;
      }
      await();
    }
  }

  @Nullable Stream acceptNow() throws Exception {
    return Loops.on(loop, port::accept);
  }
}
