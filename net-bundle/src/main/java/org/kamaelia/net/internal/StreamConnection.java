package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.EndOfStream;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.Buffers;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ProxyHeader;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.TlsSession;
import org.kamaelia.net.internal.tls.Secured;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.TcpInfo;

/**
 * A connection, as a device beside its protocol: what the peer sends fills the protocol's inbox
 * within the poller's turn, and what the protocol sent during its turn is written in one go.
 *
 * <p>How it ends: the peer's last byte ends the protocol's inbox. The end of the protocol's outbox
 * goes to the peer after the last byte. When the protocol has ended as well, and the peer does not
 * end, what the peer still sends is thrown away for a while: closing at once would make TCP reset
 * the connection, and the peer lose what it has not read yet.
 */
final class StreamConnection extends Conversation implements Ready {
  /** Messages after which it is looked anew how large they are. */
  private static final int SAMPLE = 64;

  /** How long a peer's bytes are thrown away after all has been said. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final Stream wire;
  private final Stream stream;

  // Read by others without synchronisation, for figures: a late value does no harm.
  private @Nullable Deadlines deadlines;

  private boolean readable;
  private boolean paused;

  /** The peer has ended its direction. */
  private boolean inputOver;

  /** What the peer sends is thrown away. */
  private boolean deaf;

  /** A write found no room. */
  private boolean blocked;

  private boolean writable;

  /** The peer was told that nothing more comes. */
  private boolean outputOver;

  private boolean lingers;
  private boolean over;

  /** What a write left over, or null. */
  private @Nullable ByteBuffer unwritten;

  /** A message that did not fit into one write, or null, and how far it has been written. */
  private @Nullable ByteBuffer head;

  private int headAt;

  private final Buffers buffers;

  /** The largest message of the present sample, and of those before. */
  private int largest;

  private int largestBefore;
  private int sampled;

  /** How fast may be sent, null for any rate. */
  private @Nullable Bucket pace;

  StreamConnection(long id, Listener listener, Listener.Admitted admitted, Group group) {
    super(id, listener, admitted.protocol(), group);
    wire = admitted.wire();
    stream = admitted.stream();
    buffers = Buffers.of(listener.spec());
  }

  @Override
  public SocketAddress peer() {
    return stream.peer();
  }

  @Override
  public SocketAddress local() {
    return stream.local();
  }

  @Override
  public SocketAddress via() {
    return wire instanceof ProxiedStream proxied ? proxied.via() : wire.peer();
  }

  @Override
  public Optional<ProxyHeader> proxyHeader() {
    return wire instanceof ProxiedStream proxied ? proxied.header() : Optional.empty();
  }

  @Override
  public Optional<TlsSession> tls() {
    return stream instanceof Secured secured ? secured.session() : Optional.empty();
  }

  @Override
  public Optional<TcpInfo> tcpInfo() {
    return wire.tcpInfo();
  }

  @Override
  ConnectionInfo info() {
    Deadlines times = deadlines;
    return times == null
        ? info(Deadlines.NEVER, Deadlines.NEVER)
        : info(times.opened(), times.moved());
  }

  @Override
  void leave() {
    listener.left(wire);
  }

  @Override
  void limitsChanged() {
    group.loop().execute(this::limit);
  }

  private void limit() {
    if (deadlines != null && !over && !lingers) {
      deadlines.limits(listener.spec());
      alarmBy(deadlines.next());
    }
  }

  @Override
  protected String kind() {
    return "connection";
  }

  // On the loop.

  @Override
  public void ready(boolean nowReadable, boolean nowWritable) {
    readable |= nowReadable;
    writable |= nowWritable;
    dispatch();
  }

  @Override
  protected void turn() throws IOException {
    try {
      if (speaker == null) {
        open();
        return;
      }
      if (readable) {
        readable = false;
        receive();
      } else if (paused && hasRoom(outbox)) {
        paused = false;
        updateInterest();
      }
      transmit();
    } catch (IOException e) {
      // The peer's doing: no failure of ours, and no stack trace.
      if (e instanceof Rejected rejected) {
        listener.rejected(rejected.reason(), peer(), clock());
      }
      cut(Objects.requireNonNullElse(e.getMessage(), e.toString()));
      return;
    }
    if (speakerEnded && outputOver) {
      closeOrLinger();
    }
    if (isAlarmDue()) {
      look();
    }
  }

  /** Lets the protocol begin, when all that precedes it is over. */
  private void open() throws IOException {
    long now = clock().nanoTime();
    if (deadlines == null) {
      deadlines = new Deadlines(now, listener.spec());
      stream.attach(group.loop(), this);
    }
    if (!stream.isConnected()) {
      forgetAlarm();
      look();
      return;
    }
    deadlines.begun(now);
    ProtocolEntry agreed = listener.choose(stream, protocol());
    protocol(agreed);
    listener.require(agreed);
    group.origin(agreed.origin());
    int rate = listener.spec().get(ListenerSettings.PACE);
    if (rate > 0) {
      pace = new Bucket(rate, listener.spec().get(ListenerSettings.PACE_BURST), now);
    }
    Component<ByteBuffer, ByteBuffer> made = agreed.factory().create(this);
    begin(made, Math.min(made.inbox().limit(), buffers.incoming()), Buffers.OUTGOING);
    if (readable) {
      wake();
    }
    alarmBy(deadlines.next());
  }

  private void receive() throws IOException {
    if (!deaf && !hasRoom(outbox)) {
      paused = true;
      deadlines().paused();
      updateInterest();
      return;
    }
    ByteBuffer bytes = stream.read(buffers.read());
    if (bytes == null) {
      inputOver = true;
      outbox.end();
      updateInterest();
    } else if (bytes.hasRemaining()) {
      received += bytes.remaining();
      deadlines().received(clock().nanoTime(), received, bytes.remaining());
      if (deadlines().isSlow()) {
        throw new Rejected(Rejection.TOO_SLOW, "the peer sends too slowly");
      }
      if (!deaf) {
        deliver(bytes);
      }
    }
  }

  private void deliver(ByteBuffer bytes) {
    try {
      outbox.send(bytes);
    } catch (EndOfStream nobodyReads) {
      deaf = true;
    }
  }

  /** Writes what there is, up to one write's worth; the rest in a later turn. */
  private void transmit() throws IOException {
    if (outputOver || (blocked && !writable)) {
      return;
    }
    writable = false;
    ByteBuffer out = stream.scratch().clear();
    if (pace != null && !keepsPace(out, pace)) {
      return;
    }
    gather(out);
    boolean full = !out.hasRemaining();
    if (out.flip().hasRemaining()) {
      int count = stream.write(out);
      sent += count;
      boolean wasBlocked = blocked;
      blocked = out.hasRemaining();
      deadlines().sent(clock().nanoTime(), sent, count, blocked);
      if (pace != null) {
        pace.take(count);
      }
      if (blocked) {
        unwritten = ByteBuffer.allocate(out.remaining()).put(out).flip();
      }
      if (blocked != wasBlocked) {
        updateInterest();
        alarmBy(deadlines().next());
      }
      if (blocked) {
        return;
      }
      if (full) {
        wake();
        return;
      }
    } else if (blocked) {
      blocked = false;
      deadlines().sent(clock().nanoTime(), sent, 0, false);
      updateInterest();
    }
    if (inbox.atEnd()) {
      outputOver = true;
      stream.endOutput();
    }
  }

  /**
   * Puts what is to be written into one buffer. Leaves the messages alone: others may have them.
   */
  private void gather(ByteBuffer out) {
    if (unwritten != null) {
      out.put(unwritten);
      unwritten = null;
    }
    while (out.hasRemaining()) {
      ByteBuffer message = head;
      if (message == null) {
        message = inbox.poll().orElse(null);
        if (message == null) {
          return;
        }
        headAt = message.position();
        sample(message.remaining());
      }
      int count = Math.min(out.remaining(), message.limit() - headAt);
      out.put(out.position(), message, headAt, count);
      out.position(out.position() + count);
      headAt += count;
      head = headAt < message.limit() ? message : null;
    }
  }

  /**
   * Lets so many messages wait here that they are as many bytes as may: a guess by the size of
   * those that came lately, as the sizes of those that wait are not known.
   */
  private void sample(int size) {
    largest = Math.max(largest, size);
    boolean over = ++sampled == SAMPLE;
    if (over || largest > largestBefore) {
      largestBefore = largest;
      int limit = buffers.outgoing(largest);
      if (limit != inbox.limit()) {
        inbox.limit(limit);
      }
    }
    if (over) {
      largest = 0;
      sampled = 0;
    }
  }

  /**
   * Makes the room in the buffer what may be sent now; false if nothing may, with the timer set.
   */
  private boolean keepsPace(ByteBuffer out, Bucket rate) {
    long now = clock().nanoTime();
    long room = rate.room(now);
    long wait = rate.untilWorthwhile();
    if (wait > 0 && unwritten == null) {
      alarmBy(now + wait);
      return false;
    }
    // What a write left over was allowed then.
    int allowed = unwritten == null ? 0 : unwritten.remaining();
    out.limit(Math.clamp(room, allowed, out.capacity()));
    return true;
  }

  private void updateInterest() {
    stream.interest(!paused && !inputOver, blocked);
  }

  /** The conversation is over as far as this side is concerned. */
  private void closeOrLinger() {
    if (inputOver) {
      close();
    } else if (!lingers) {
      lingers = true;
      deaf = true;
      paused = false;
      updateInterest();
      deadlines().linger(clock().nanoTime(), LINGER);
      alarmBy(deadlines().next());
    }
  }

  /** The time has come at which something may be wrong. */
  private void look() {
    long now = clock().nanoTime();
    if (lingers) {
      if (now >= deadlines().next()) {
        close();
        return;
      }
    } else {
      Rejection reason = deadlines().look(now, sent);
      if (reason != null) {
        listener.rejected(reason, peer(), clock());
        reject(reason);
      }
    }
    if (!over) {
      alarmBy(deadlines().next());
    }
  }

  private void reject(Rejection reason) {
    switch (reason) {
      case LIFETIME -> finish("its lifetime is over");
      case IDLE -> {
        // In order, as a peer that has nothing to say has lost nothing.
        stream.close();
        cut("idle for too long");
      }
      default -> cut("rejected: " + reason);
    }
  }

  private Deadlines deadlines() {
    return Objects.requireNonNull(deadlines, "made in the first turn");
  }

  /** Ends in order. What the protocol has started and not ended is told to finish. */
  private void close() {
    over = true;
    stream.close();
    finish("the connection is closed");
    end();
  }

  /** There is no connection any more; the protocol gets what came, then the end. */
  private void cut(String reason) {
    over = true;
    stream.abort();
    finish(reason);
    end();
  }

  @Override
  protected void finishing(Signal.Shutdown shutdown) {
    if (over) {
      return;
    }
    if (speaker == null) {
      // It came too late to begin.
      end();
      return;
    }
    if (speaker.isAttentive()) {
      return;
    }
    deaf = true;
    paused = false;
    outbox.end();
    if (!inputOver) {
      updateInterest();
    }
  }

  @Override
  protected void released() {
    if (!over) {
      // Stopped in the middle: the peer must not take it for a proper end.
      stream.abort();
    }
  }
}
