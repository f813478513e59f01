package org.kamaelia.testbed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Ready;

/** A socket for datagrams, for a test's thread; see {@link StreamEnd}. */
final class DatagramEnd implements Ready {
  /** What became of some that were to be sent: there was no room, or they were counted later. */
  record Unsent(int refused, int counted) {}

  final Loop loop;
  final Datagrams socket;

  // The loop's alone.
  private int tellings;
  private @Nullable CompletableFuture<StreamEnd.Told> awaited;

  private DatagramEnd(Loop loop, Datagrams socket) {
    this.loop = loop;
    this.socket = socket;
  }

  static DatagramEnd attach(Loop loop, Datagrams socket) throws Exception {
    DatagramEnd end = new DatagramEnd(loop, socket);
    return end.on(
        () -> {
          socket.attach(loop, end);
          socket.interest(false, false);
          return end;
        });
  }

  @Override
  public void ready(boolean readable, boolean writable) {
    tellings++;
    socket.interest(false, false);
    if (awaited != null) {
      awaited.complete(new StreamEnd.Told(readable, writable));
      awaited = null;
    }
  }

  <T extends @Nullable Object> T on(Callable<T> work) throws Exception {
    return Loops.on(loop, work);
  }

  InetSocketAddress local() {
    return socket.local();
  }

  int tellings() throws Exception {
    return on(() -> tellings);
  }

  /** Waits until something is told of. */
  StreamEnd.Told await(boolean read, boolean write) throws Exception {
    CompletableFuture<StreamEnd.Told> told = new CompletableFuture<>();
    on(
        () -> {
          awaited = told;
          socket.interest(read, write);
          return told;
        });
    return Loops.get(told);
  }

  @Nullable Datagram receiveNow() throws Exception {
    return on(socket::receive);
  }

  /** The next datagram, when there is one. */
  Datagram receive() throws Exception {
    while (true) {
      Datagram datagram = receiveNow();
      if (datagram != null) {
        return datagram;
      }
      await(true, false);
    }
  }

  /** The next ones, in the order in which they are taken. */
  List<Datagram> receive(int count) throws Exception {
    List<Datagram> taken = new ArrayList<>();
    while (taken.size() < count) {
      taken.add(receive());
    }
    return taken;
  }

  /** Sends to a peer, in one turn of the loop. */
  Unsent send(InetSocketAddress to, byte[]... payloads) throws Exception {
    List<Datagram> datagrams = new ArrayList<>();
    for (byte[] payload : payloads) {
      datagrams.add(new Datagram(to, ByteBuffer.wrap(payload)));
    }
    return send(datagrams);
  }

  /** Sends them in one turn of the loop. */
  Unsent send(List<Datagram> datagrams) throws Exception {
    return on(
        () -> {
          int refused = 0;
          for (Datagram datagram : datagrams) {
            refused += socket.send(datagram) ? 0 : 1;
          }
          return new Unsent(refused, socket.flush());
        });
  }

  /** Sends a datagram of one byte, and waits until it is there. */
  static void check(DatagramEnd from, DatagramEnd to, int number) throws Exception {
    from.send(to.local(), new byte[] {(byte) number});
    Datagram got = to.receive();
    byte[] bytes = StreamEnd.bytes(got.payload());
    if (bytes.length != 1 || bytes[0] != (byte) number || !got.peer().equals(from.local())) {
      throw new IOException("instead of %d came %s".formatted(number, got));
    }
  }
}
