package org.kamaelia.net.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/** A connection without a socket, for a stepped system: a test is the peer. */
final class FakeStream implements Stream {
  private final SocketAddress peer;
  private final SocketAddress local;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 * 1024);
  private final Deque<ByteBuffer> incoming = new ArrayDeque<>();
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  /** How many bytes the peer will still take. */
  private int window = Integer.MAX_VALUE;

  private @Nullable Loop loop;
  private @Nullable Ready ready;
  private boolean reads = true;
  private boolean writes;
  private boolean peerEnded;
  private boolean peerReset;
  private boolean ended;
  private boolean aborted;
  private boolean closed;

  FakeStream(SocketAddress peer, SocketAddress local) {
    this.peer = peer;
    this.local = local;
  }

  // For the peer, between turns.

  FakeStream send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  FakeStream send(byte[] bytes) {
    incoming.add(ByteBuffer.wrap(bytes.clone()));
    tell();
    return this;
  }

  FakeStream endSide() {
    peerEnded = true;
    tell();
    return this;
  }

  void reset() {
    peerReset = true;
    tell();
  }

  /** The peer takes so many bytes more, and then none. */
  FakeStream window(int bytes) {
    window = bytes;
    tell();
    return this;
  }

  /** What has come since the last time. */
  String taken() {
    String text = taken.toString(StandardCharsets.ISO_8859_1);
    taken.reset();
    return text;
  }

  boolean isOver() {
    return closed;
  }

  boolean isAborted() {
    return aborted;
  }

  boolean isEnded() {
    return ended;
  }

  /** How many bytes the server has not read. */
  int unread() {
    return incoming.stream().mapToInt(ByteBuffer::remaining).sum();
  }

  private void tell() {
    boolean readable = reads && (!incoming.isEmpty() || peerEnded || peerReset);
    boolean writable = writes && window > 0;
    Ready hears = ready;
    if (loop != null && hears != null && !closed && (readable || writable)) {
      loop.execute(
          () -> {
            if (!closed) {
              hears.ready(readable, writable);
            }
          });
    }
  }

  // For the server, on the loop.

  @Override
  public SocketAddress peer() {
    return peer;
  }

  @Override
  public SocketAddress local() {
    return local;
  }

  @Override
  public void attach(Loop where, Ready hears) {
    loop = where;
    ready = hears;
    tell();
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public void interest(boolean read, boolean write) {
    reads = read;
    writes = write;
    tell();
  }

  @Override
  public ByteBuffer scratch() {
    return scratch;
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    check();
    ByteBuffer first = incoming.peek();
    if (first == null) {
      return peerEnded ? null : ByteBuffer.allocate(0);
    }
    byte[] bytes = new byte[Math.min(most, first.remaining())];
    first.get(bytes);
    if (!first.hasRemaining()) {
      incoming.remove();
    }
    tell();
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    check();
    byte[] bytes = new byte[Math.min(window, from.remaining())];
    from.get(bytes);
    taken.writeBytes(bytes);
    window -= bytes.length;
    return bytes.length;
  }

  private void check() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (peerReset) {
      throw new SocketException("Connection reset");
    }
  }

  @Override
  public void endOutput() {
    ended = true;
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {}

  @Override
  public void abort() {
    aborted |= !closed;
    closed = true;
  }

  @Override
  public void close() {
    closed = true;
  }
}
