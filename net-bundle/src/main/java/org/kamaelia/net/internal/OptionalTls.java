package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.TlsSession;
import org.kamaelia.net.internal.tls.Secured;
import org.kamaelia.net.transport.FileTransfer;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/** A connection that is one of TLS if it begins as such, and a plain one else. */
final class OptionalTls implements Stream, Secured {
  /** A record of the handshake, of a version 3.x: no text begins like that. */
  private static final int HANDSHAKE = 0x16;

  private static final int MAJOR = 3;

  private final Peeking wire;
  private final Wrapping wrapping;
  private @Nullable Loop loop;
  private @Nullable Ready ready;
  private boolean isTls;
  private Stream now;

  /** Puts TLS around a stream. */
  interface Wrapping {
    /**
     * Wraps it.
     *
     * @throws IOException if there is no room for another one
     */
    Stream wrap(Stream wire) throws IOException;
  }

  OptionalTls(Stream wire, Wrapping wrapping) {
    this.wire = new Peeking(wire, this::decide);
    this.wrapping = wrapping;
    now = this.wire;
  }

  private boolean decide(ByteBuffer first, boolean all) {
    if (first.remaining() < 2) {
      return all || (first.hasRemaining() && first.get(first.position()) != HANDSHAKE);
    }
    isTls = first.get(first.position()) == HANDSHAKE && first.get(first.position() + 1) == MAJOR;
    return true;
  }

  @Override
  public void attach(Loop on, Ready hears) throws IOException {
    loop = on;
    ready = hears;
    wire.attach(on, hears);
  }

  @Override
  public boolean isConnected() throws IOException {
    if (now == wire && wire.isConnected() && isTls) {
      now = wrapping.wrap(wire);
      now.attach(Objects.requireNonNull(loop), Objects.requireNonNull(ready));
    }
    return now.isConnected();
  }

  @Override
  public Optional<TlsSession> session() {
    return now instanceof Secured secured ? secured.session() : Optional.empty();
  }

  @Override
  public SocketAddress peer() {
    return now.peer();
  }

  @Override
  public SocketAddress local() {
    return now.local();
  }

  @Override
  public void interest(boolean read, boolean write) {
    now.interest(read, write);
  }

  @Override
  public ByteBuffer scratch() {
    return now.scratch();
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    return now.read(most);
  }

  @Override
  public boolean isDrained() throws IOException {
    return now.isDrained();
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return now.write(from);
  }

  @Override
  public int writeAhead(ByteBuffer from) throws IOException {
    return now.writeAhead(from);
  }

  @Override
  public int writeShared(ByteBuffer message, int at, int count) throws IOException {
    return now.writeShared(message, at, count);
  }

  @Override
  public FileTransfer file(FileRegion region) throws IOException {
    return now.file(region);
  }

  @Override
  public void endOutput() throws IOException {
    now.endOutput();
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    now.option(option, value);
  }

  @Override
  public void abort() {
    now.abort();
  }

  @Override
  public void close() {
    now.close();
  }
}
