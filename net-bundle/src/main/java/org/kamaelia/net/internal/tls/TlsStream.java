package org.kamaelia.net.internal.tls;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.TlsSession;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/**
 * TLS around another stream. It is connected when the handshake is over; whoever wants a limit on
 * that closes it when the time is up.
 *
 * <p>What the other side's end looks like: a close_notify is the end of the stream. The wire's end
 * without one may be an attacker's doing, and is an error as a reset is (RFC 8446, section 6.1).
 *
 * <p>Each direction ends by itself in TLS 1.3. In TLS 1.2 the other side's close_notify ends both:
 * what is written after it is thrown away, as RFC 5246, section 7.2.1 demands.
 *
 * <p>Bytes count as written when their record has gone to the wire whole. Until then the last one
 * of them is left in the caller's hands, who must bring it again: so the caller's own patience with
 * a slow peer covers what is kept here.
 */
public final class TlsStream implements Stream, Secured {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** How much is read from the wire at once: a large record, and the one that begins after it. */
  private static final int READ = 2 * Workbench.RECORD;

  /** The record type that after the handshake means renegotiation, in TLS 1.2 (RFC 5246, 6.2.1). */
  private static final int HANDSHAKE = 22;

  private final Stream wire;
  private final SSLEngine engine;
  private final Workbench bench;
  private final Incoming incoming = new Incoming();
  private @Nullable Loop loop;
  private @Nullable Ready ready;
  private @Nullable TlsSession session;

  /** Why there will be no more, if anything went wrong. */
  private @Nullable IOException failure;

  private State state = State.CONNECTING;

  /** Decrypted bytes for which the caller had no room, or nothing. */
  private ByteBuffer plain = NOTHING;

  /** Encrypted bytes for which the wire had no room, or null. */
  private @Nullable ByteBuffer unsent;

  /** A byte has been encrypted that the caller still holds. */
  private boolean held;

  private boolean wantsRead = true;
  private boolean wantsWrite;
  private boolean wireReads = true;
  private boolean wireWrites;

  /** The last look at the wire found nothing. */
  private boolean dry;

  /** The wire has ended. */
  private boolean wireOver;

  /** The other side's close_notify has come. */
  private boolean inputOver;

  /** We have ended our direction. */
  private boolean ended;

  /** Our close_notify is to be followed by the wire's end, once there is room. */
  private boolean ending;

  /** The engine must say something before it reads on, and the wire has no room. */
  private boolean mustSpeak;

  /** The peer has been told what is wrong. */
  private boolean alerted;

  private boolean telling;

  private enum State {
    /** The wire is not there yet. */
    CONNECTING,
    SHAKING,
    /** As before, but the engine is at work on another thread: hands off. */
    WORKING,
    OPEN,
    CLOSED
  }

  /**
   * Wraps a stream that is not attached.
   *
   * @param engine with its mode and parameters set
   * @param bench where the handshake has been counted, by {@link Workbench#enter}
   */
  public TlsStream(Stream wire, SSLEngine engine, Workbench bench) {
    this.wire = wire;
    this.engine = engine;
    this.bench = bench;
  }

  @Override
  public Optional<TlsSession> session() {
    return Optional.ofNullable(session);
  }

  /** For tests that misuse it. */
  SSLEngine engine() {
    return engine;
  }

  @Override
  public SocketAddress peer() {
    return wire.peer();
  }

  @Override
  public SocketAddress local() {
    return wire.local();
  }

  @Override
  public void attach(Loop on, Ready hears) throws IOException {
    loop = on;
    ready = hears;
    wire.attach(on, this::ready);
    proceed();
  }

  /**
   * As {@link #attach}, over a wire that is attached already.
   *
   * @return who is to be told of the wire from now on
   */
  public Ready takeOver(Loop on, Ready hears) {
    loop = on;
    ready = hears;
    proceed();
    return this::ready;
  }

  @Override
  public boolean isConnected() throws IOException {
    requireSound();
    return state == State.OPEN;
  }

  @Override
  public void interest(boolean read, boolean write) {
    wantsRead = read;
    wantsWrite = write;
    updateInterest();
    if (read && hasNews()) {
      tellLater();
    }
  }

  @Override
  public ByteBuffer scratch() {
    return bench.of(loop()).plain();
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    wire.option(option, value);
  }

  // The handshake.

  private void ready(boolean readable, boolean writable) {
    switch (state) {
      case CONNECTING, SHAKING -> {
        proceed();
        if (state == State.OPEN || failure != null) {
          Objects.requireNonNull(ready).ready(hasNews(), true);
        }
      }
      case WORKING -> interestOfWire(false, false);
      case OPEN -> {
        if (writable && (unsent != null || ending || mustSpeak)) {
          flushLate();
        }
        if ((readable && wantsRead) || (writable && wantsWrite)) {
          Objects.requireNonNull(ready).ready(readable && wantsRead, writable && wantsWrite);
        }
      }
      case CLOSED -> {}
    }
  }

  /** Goes on with the handshake as far as can be. */
  private void proceed() {
    try {
      if (failure == null && state == State.CONNECTING && wire.isConnected()) {
        state = State.SHAKING;
        engine.beginHandshake();
      }
      while (failure == null && state == State.SHAKING && step()) {
        // Until there is nothing to do for now.
      }
    } catch (IOException e) {
      failed(e, "TLS handshake: ");
    } catch (RuntimeException e) {
      // Told of by a poller, who has others to tell.
      failed(new IOException("TLS handshake: " + e, e), "");
    }
    updateInterest();
  }

  /** One step; false if it takes the wire, or another thread, to go on. */
  private boolean step() throws IOException {
    if (!speak()) {
      return false;
    }
    switch (engine.getHandshakeStatus()) {
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        if (incoming.whole() == 0) {
          fill();
          if (wireOver) {
            throw new EOFException("TLS handshake: the peer has ended the connection");
          }
        }
        if (incoming.whole() == 0) {
          return false;
        }
        unwrap(NOTHING);
        if (inputOver) {
          throw new EOFException("TLS handshake: the peer has closed it");
        }
      }
      case NEED_TASK -> {
        work();
        return false;
      }
      case NEED_WRAP -> throw new SSLException("it was closed");
      case FINISHED, NOT_HANDSHAKING -> open();
    }
    return true;
  }

  private void open() throws IOException {
    session = Sessions.of(engine);
    state = State.OPEN;
    bench.leave();
  }

  /** Lets the engine do what takes long, elsewhere. */
  private void work() throws IOException {
    state = State.WORKING;
    try {
      bench.execute(
          () -> {
            try {
              runTasks();
            } finally {
              execute(this::worked);
            }
          });
    } catch (RejectedExecutionException e) {
      state = State.SHAKING;
      throw new IOException("the server is being closed", e);
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      // What goes wrong in it is kept, and thrown by the engine's next operation.
      task.run();
    }
  }

  private void worked() {
    if (state == State.WORKING) {
      state = State.SHAKING;
      ready(false, false);
    } else {
      bench.leave();
    }
  }

  // Reading.

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    requireSound();
    if (state != State.OPEN) {
      return NOTHING;
    }
    if (!plain.hasRemaining()) {
      try {
        plain = receive(most);
      } catch (IOException e) {
        throw failed(e, "");
      }
    }
    ByteBuffer bytes = plain;
    if (bytes.remaining() > most) {
      bytes = plain.slice(plain.position(), most);
      plain.position(plain.position() + most);
    } else {
      plain = NOTHING;
    }
    if (!bytes.hasRemaining()) {
      if (inputOver) {
        updateInterest();
        return null;
      }
      if (wireOver && incoming.whole() == 0) {
        throw failed(new SSLException("cut off: the peer ended without TLS close_notify"), "");
      }
    }
    if (hasNews()) {
      tellLater();
    }
    updateInterest();
    return bytes;
  }

  /** Decrypts what there is, of about so many bytes; reads from the wire at most once. */
  private ByteBuffer receive(int most) throws IOException {
    if (incoming.whole() == 0) {
      fill();
    }
    if (incoming.whole() == 0 || (mustSpeak && !speak())) {
      return NOTHING;
    }
    ByteBuffer out = ByteBuffer.allocate(incoming.room(most));
    for (int next = incoming.whole();
        next > 0 && next - Incoming.HEADER <= out.remaining();
        next = incoming.whole()) {
      if (incoming.type() == HANDSHAKE && !is13()) {
        // Cut, not closed: a close_notify would look like an orderly answer.
        throw new IOException("the peer wants to renegotiate, which is refused");
      }
      unwrap(out);
      if (!speak()) {
        break;
      }
    }
    return out.flip();
  }

  /** A part of a record has come of which the rest is on its way. */
  @Override
  public boolean isDrained() throws IOException {
    requireSound();
    if (state != State.OPEN) {
      return true;
    }
    try {
      if (!dry && incoming.whole() == 0) {
        // The last record had nothing for the caller, so a read ended there.
        fill();
      }
    } catch (IOException e) {
      throw failed(e, "");
    }
    if (hasNews()) {
      tellLater();
      return false;
    }
    return dry && incoming.isEmpty() && wire.isDrained();
  }

  /** Reads from the wire once. Nothing whole is there. */
  private void fill() throws IOException {
    if (wireOver || inputOver) {
      return;
    }
    ByteBuffer bytes = wire.read(READ);
    dry = bytes != null && !bytes.hasRemaining();
    if (bytes == null) {
      wireOver = true;
    } else if (bytes.hasRemaining()) {
      incoming.add(bytes);
    }
  }

  /** Gives the engine the first record; it is whole. */
  private void unwrap(ByteBuffer into) throws IOException {
    SSLEngineResult result;
    try {
      result = engine.unwrap(incoming.source(), into);
    } catch (RuntimeException e) {
      throw new SSLException("the record cannot be read: " + e, e);
    }
    if (engine.isInboundDone()) {
      inputOver = true;
      incoming.clear();
      return;
    }
    if (result.getStatus() != Status.OK || result.bytesConsumed() == 0) {
      throw new SSLException("not a TLS record: " + result.getStatus());
    }
    incoming.taken();
  }

  // Writing.

  @Override
  public int write(ByteBuffer from) throws IOException {
    requireSound();
    if (state != State.OPEN) {
      return 0;
    }
    if (ended) {
      throw new ClosedChannelException();
    }
    try {
      return send(from);
    } catch (IOException e) {
      throw failed(e, "");
    } finally {
      updateInterest();
    }
  }

  private int send(ByteBuffer from) throws IOException {
    int start = from.position();
    if (!flush()) {
      return 0;
    }
    if (held && from.hasRemaining()) {
      held = false;
      from.get();
    }
    while (from.hasRemaining()) {
      if (engine.isOutboundDone()) {
        // TLS 1.2, and the other side has closed.
        from.position(from.limit());
        break;
      }
      ByteBuffer out = bench.of(loop()).sealed().clear();
      int consumed = wrap(from, out).bytesConsumed();
      if (consumed == 0 && out.position() == 0) {
        throw new SSLException("nothing can be sent: " + engine.getHandshakeStatus());
      }
      if (!put(out.flip())) {
        if (consumed > 0) {
          held = true;
          from.position(from.position() - 1);
        }
        break;
      }
    }
    return from.position() - start;
  }

  /**
   * Sends what the engine has to say by itself; false if it must say something before it reads on,
   * and the wire has no room. Where the engine has said all, reading goes on even if the wire has
   * not taken it all: two who both wait to be read would wait for ever.
   */
  private boolean speak() throws IOException {
    mustSpeak = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    if (!flush()) {
      return !mustSpeak;
    }
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      ByteBuffer out = bench.of(loop()).sealed().clear();
      boolean more = true;
      while (more && out.remaining() >= engine.getSession().getPacketBufferSize()) {
        more =
            wrap(NOTHING, out).bytesProduced() > 0
                && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
      }
      if (out.position() == 0) {
        break;
      }
      if (!put(out.flip())) {
        mustSpeak = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
        return false;
      }
    }
    mustSpeak = false;
    return true;
  }

  private SSLEngineResult wrap(ByteBuffer from, ByteBuffer out) throws IOException {
    SSLEngineResult result;
    try {
      result = engine.wrap(from, out);
    } catch (RuntimeException e) {
      throw new SSLException("the record cannot be made: " + e, e);
    }
    if (result.getStatus() != Status.OK && result.getStatus() != Status.CLOSED) {
      throw new SSLException("no record can be made: " + result.getStatus());
    }
    return result;
  }

  /** Writes records; what finds no room is kept. */
  private boolean put(ByteBuffer records) throws IOException {
    wire.write(records);
    if (records.hasRemaining()) {
      unsent = ByteBuffer.allocate(records.remaining()).put(records).flip();
      return false;
    }
    return true;
  }

  /** Writes what was kept; whether nothing is kept any more. */
  private boolean flush() throws IOException {
    if (unsent != null) {
      wire.write(unsent);
      if (unsent.hasRemaining()) {
        return false;
      }
      unsent = null;
    }
    return true;
  }

  /** The wire has room again, and something was kept for it. */
  private void flushLate() {
    try {
      if (speak() && flush() && ending) {
        ending = false;
        wire.endOutput();
      }
    } catch (IOException e) {
      failed(e, "");
    }
    updateInterest();
    if (hasNews()) {
      tellLater();
    }
  }

  // Ending.

  @Override
  public void endOutput() throws IOException {
    requireSound();
    if (state == State.OPEN && !ended) {
      ended = true;
      ending = true;
      engine.closeOutbound();
      flushLate();
      requireSound();
    }
  }

  @Override
  public void close() {
    if (state == State.OPEN && failure == null) {
      engine.closeOutbound();
      try {
        speak();
      } catch (IOException e) {
        // It is gone already.
      }
    }
    if (leave()) {
      wire.close();
    }
  }

  @Override
  public void abort() {
    if (leave()) {
      if (alerted) {
        // A reset might overtake the alert; and that is no proper end either.
        wire.close();
      } else {
        wire.abort();
      }
    }
  }

  private boolean leave() {
    if (state == State.CLOSED) {
      return false;
    }
    if (session == null && failure == null && state != State.WORKING) {
      // Work that is under way, or waits, keeps its place until it is done.
      bench.leave();
    }
    state = State.CLOSED;
    incoming.clear();
    plain = NOTHING;
    unsent = null;
    return true;
  }

  /** Keeps the reason, and tells it to the peer if it is about TLS. */
  private IOException failed(IOException e, String when) {
    if (failure == null) {
      failure = e instanceof SSLException ? new IOException(when + e.getMessage(), e) : e;
      if (session == null) {
        bench.leave();
      }
      incoming.clear();
      if (e instanceof SSLException) {
        alerted = true;
        engine.closeOutbound();
        try {
          speak();
        } catch (IOException gone) {
          // Then it cannot be told.
        }
      }
      unsent = null;
    }
    return failure;
  }

  private void requireSound() throws IOException {
    if (state == State.CLOSED) {
      throw new ClosedChannelException();
    }
    if (failure != null) {
      throw failure;
    }
  }

  // The wire's interest, and what the wire does not know.

  /** Whether a read would say something although the wire does not. */
  private boolean hasNews() {
    return plain.hasRemaining()
        || inputOver
        || wireOver
        || failure != null
        || (incoming.whole() > 0 && !mustSpeak);
  }

  private void tellLater() {
    if (!telling && state == State.OPEN && (wantsRead || failure != null)) {
      telling = true;
      execute(
          () -> {
            telling = false;
            if (state == State.OPEN && (wantsRead || failure != null) && hasNews()) {
              Objects.requireNonNull(ready).ready(true, wantsWrite);
            }
          });
    }
  }

  private void updateInterest() {
    boolean writes = unsent != null && failure == null;
    switch (state) {
      case SHAKING -> interestOfWire(failure == null && !mustSpeak, writes);
      case OPEN ->
          interestOfWire(
              wantsRead && !inputOver && !wireOver && !mustSpeak && failure == null,
              writes || wantsWrite || ending);
      case CONNECTING, WORKING, CLOSED -> {}
    }
  }

  private void interestOfWire(boolean read, boolean write) {
    if (read != wireReads || write != wireWrites) {
      wireReads = read;
      wireWrites = write;
      wire.interest(read, write);
    }
  }

  private boolean is13() {
    return Objects.requireNonNull(session).version().equals("TLSv1.3");
  }

  private Loop loop() {
    return Objects.requireNonNull(loop);
  }

  private void execute(Runnable work) {
    try {
      loop().execute(work);
    } catch (IllegalStateException e) {
      // The loop is closed, and all of its streams.
    }
  }
}
