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
import org.kamaelia.net.Sniffer;
import org.kamaelia.net.TlsSession;
import org.kamaelia.net.internal.tls.Secured;
import org.kamaelia.net.transport.FileTransfer;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/**
 * A stream whose first bytes are looked at before anybody reads them, and are read all the same. It
 * is connected when they have decided; whoever wants a limit on that closes it.
 */
final class Peeking implements Stream, Secured {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Stream inner;
  private final Decision decision;
  private @Nullable Loop loop;
  private @Nullable Ready ready;
  private ByteBuffer first = NOTHING;
  private boolean decided;

  /** The peer has ended within the first bytes. */
  private boolean over;

  private boolean wantsRead = true;
  private @Nullable IOException failure;

  /** What first bytes decide on. */
  interface Decision {
    /**
     * Looks at them.
     *
     * @param first what has come so far, from its position to its limit; maybe nothing yet
     * @param all whether no more will be shown
     * @return whether it is decided; if all were shown it must be
     */
    boolean decide(ByteBuffer first, boolean all) throws IOException;
  }

  Peeking(Stream inner, Decision decision) {
    this.inner = inner;
    this.decision = decision;
  }

  Decision decision() {
    return decision;
  }

  /** As for every stream; once more when it is decided, for whoever reads on. */
  @Override
  public void attach(Loop on, Ready hears) throws IOException {
    ready = hears;
    if (loop == null) {
      loop = on;
      inner.attach(on, this::ready);
    } else if (first.hasRemaining() || over) {
      tellLater();
    }
  }

  @Override
  public boolean isConnected() throws IOException {
    if (failure != null) {
      throw failure;
    }
    return decided;
  }

  private void ready(boolean readable, boolean writable) {
    if (!decided && failure == null) {
      try {
        peek(readable);
      } catch (IOException e) {
        failure = e;
      } catch (RuntimeException e) {
        failure = new IOException("the first bytes cannot be looked at: " + e, e);
      }
      if (!decided && failure == null) {
        return;
      }
      Objects.requireNonNull(ready).ready(true, true);
      return;
    }
    Objects.requireNonNull(ready).ready(readable, writable);
  }

  private void peek(boolean readable) throws IOException {
    if (!inner.isConnected()) {
      return;
    }
    decided = decision.decide(first.asReadOnlyBuffer(), false);
    if (!decided && readable) {
      ByteBuffer bytes = inner.read(Sniffer.MOST - first.remaining());
      over = bytes == null;
      if (bytes != null && bytes.hasRemaining()) {
        first =
            first.hasRemaining()
                ? ByteBuffer.allocate(first.remaining() + bytes.remaining())
                    .put(first)
                    .put(bytes)
                    .flip()
                : bytes;
      }
      decided =
          decision.decide(first.asReadOnlyBuffer(), over || first.remaining() >= Sniffer.MOST);
    }
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    if (!first.hasRemaining()) {
      return over ? null : inner.read(most);
    }
    ByteBuffer bytes = first;
    if (bytes.remaining() > most) {
      bytes = first.slice(first.position(), most);
      first.position(first.position() + most);
    } else {
      first = NOTHING;
    }
    if (first.hasRemaining() || over) {
      tellLater();
    }
    return bytes;
  }

  @Override
  public boolean isDrained() throws IOException {
    return !first.hasRemaining() && !over && inner.isDrained();
  }

  private void tellLater() {
    Objects.requireNonNull(loop)
        .execute(
            () -> {
              if (wantsRead && (first.hasRemaining() || over)) {
                Objects.requireNonNull(ready).ready(true, false);
              }
            });
  }

  @Override
  public void interest(boolean read, boolean write) {
    boolean again = read && !wantsRead && (first.hasRemaining() || over);
    wantsRead = read;
    inner.interest(read && !over, write);
    if (again) {
      tellLater();
    }
  }

  @Override
  public Optional<TlsSession> session() {
    return inner instanceof Secured secured ? secured.session() : Optional.empty();
  }

  @Override
  public SocketAddress peer() {
    return inner.peer();
  }

  @Override
  public SocketAddress local() {
    return inner.local();
  }

  @Override
  public ByteBuffer scratch() {
    return inner.scratch();
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return inner.write(from);
  }

  @Override
  public int writeAhead(ByteBuffer from) throws IOException {
    return inner.writeAhead(from);
  }

  @Override
  public int writeShared(ByteBuffer message, int at, int count) throws IOException {
    return inner.writeShared(message, at, count);
  }

  @Override
  public FileTransfer file(FileRegion region) throws IOException {
    return inner.file(region);
  }

  @Override
  public void endOutput() throws IOException {
    inner.endOutput();
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    inner.option(option, value);
  }

  @Override
  public void abort() {
    first = NOTHING;
    over = false;
    inner.abort();
  }

  @Override
  public void close() {
    first = NOTHING;
    over = false;
    inner.close();
  }
}
