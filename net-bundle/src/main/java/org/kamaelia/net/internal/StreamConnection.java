package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.EndOfStream;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/**
 * A connection, as a device beside its protocol: what the peer sends fills the protocol's inbox
 * within the poller's turn, and what the protocol sent during its turn is written in one go.
 *
 * <p>How it ends: the peer's last byte ends the protocol's inbox. The end of the protocol's outbox
 * goes to the peer after the last byte. When the protocol has ended as well, and the peer does not
 * end, what the peer still sends is thrown away for a while: closing at once would make TCP reset
 * the connection, and the peer lose what it has not read yet.
 */
final class StreamConnection extends Device<ByteBuffer, ByteBuffer> implements Conversation, Ready {
  /** The most that is read at once, and so the size of the largest message to a protocol. */
  private static final int READ = 16 * 1024;

  /** Messages that may wait for the protocol, each of up to {@link #READ} bytes. */
  private static final int INCOMING = 8;

  /** Messages that may wait to be written. */
  private static final int OUTGOING = 32;

  /** How long a peer's bytes are thrown away after all has been said. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final long id;
  private final Listener listener;
  private final ProtocolEntry protocol;
  private final Stream stream;
  private final Group group;
  private @Nullable Component<ByteBuffer, ByteBuffer> speaker;

  // Read by others without synchronisation, for figures: a late value does no harm.
  private long opened;
  private long moved;
  private long received;
  private long sent;

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

  private boolean speakerEnded;
  private boolean lingers;
  private boolean over;

  /** What a write left over, or null. */
  private @Nullable ByteBuffer unwritten;

  /** A message that did not fit into one write, or null, and how far it has been written. */
  private @Nullable ByteBuffer head;

  private int headAt;

  /** When the timer is due, on this loop's clock. */
  private long alarm = Long.MAX_VALUE;

  StreamConnection(long id, Listener listener, ProtocolEntry protocol, Stream stream, Group group) {
    this.id = id;
    this.listener = listener;
    this.protocol = protocol;
    this.stream = stream;
    this.group = group;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String listener() {
    return listener.name();
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
  public Listener through() {
    return listener;
  }

  @Override
  public ProtocolEntry protocol() {
    return protocol;
  }

  @Override
  public ConnectionInfo info() {
    long now = group.loop().clock().nanoTime();
    return new ConnectionInfo(
        id,
        listener.name(),
        protocol.name(),
        protocol.version().toString(),
        Addresses.text(stream.peer()),
        Addresses.text(stream.local()),
        Duration.ofNanos(opened == 0 ? 0 : now - opened),
        Duration.ofNanos(moved == 0 ? 0 : now - moved),
        received,
        sent);
  }

  @Override
  public void finish(String reason) {
    group.shutdown(listener.spec().get(ListenerSettings.FINISH_WITHIN), reason);
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
    if (speaker == null) {
      open();
      return;
    }
    try {
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
      cut(Objects.requireNonNullElse(e.getMessage(), e.toString()));
      return;
    }
    if (speakerEnded && outputOver) {
      closeOrLinger();
    }
    if (alarm != Long.MAX_VALUE && clock().nanoTime() >= alarm) {
      alarmed();
    }
  }

  private void open() throws IOException {
    opened = clock().nanoTime();
    moved = opened;
    stream.attach(group.loop(), this);
    speaker = protocol.factory().create(this);
    if (speaker.inbox().limit() == Inbox.DEFAULT_LIMIT) {
      speaker.inbox().limit(INCOMING);
    }
    inbox.limit(OUTGOING);
    outbox.linkTo(speaker.inbox());
    speaker.outbox().linkTo(inbox);
    activate(speaker);
    Duration idle = listener.spec().get(ListenerSettings.IDLE_TIMEOUT);
    if (idle.isPositive()) {
      alarmAfter(idle);
    }
  }

  private void receive() throws IOException {
    if (!deaf && !hasRoom(outbox)) {
      paused = true;
      updateInterest();
      return;
    }
    ByteBuffer bytes = stream.read(READ);
    if (bytes == null) {
      inputOver = true;
      outbox.end();
      updateInterest();
    } else if (bytes.hasRemaining()) {
      received += bytes.remaining();
      moved = clock().nanoTime();
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
    gather(out);
    if (out.flip().hasRemaining()) {
      boolean full = out.limit() == out.capacity();
      sent += stream.write(out);
      moved = clock().nanoTime();
      boolean wasBlocked = blocked;
      blocked = out.hasRemaining();
      if (blocked) {
        unwritten = ByteBuffer.allocate(out.remaining()).put(out).flip();
      }
      if (blocked != wasBlocked) {
        updateInterest();
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
      }
      int count = Math.min(out.remaining(), message.limit() - headAt);
      out.put(out.position(), message, headAt, count);
      out.position(out.position() + count);
      headAt += count;
      head = headAt < message.limit() ? message : null;
    }
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
      alarmAfter(LINGER);
    }
  }

  private void alarmAfter(Duration delay) {
    alarm = clock().nanoTime() + delay.toNanos();
    wakeAfter(delay);
  }

  private void alarmed() {
    alarm = Long.MAX_VALUE;
    Duration idle = listener.spec().get(ListenerSettings.IDLE_TIMEOUT);
    Duration rest = Duration.ofNanos(clock().nanoTime() - moved);
    if (lingers) {
      close();
    } else if (rest.compareTo(idle) < 0) {
      alarmAfter(idle.minus(rest));
    } else {
      stream.close();
      cut("idle for " + idle.toMillis() + " ms");
    }
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
  protected void childEnded(Component<?, ?> child) {
    if (child == speaker) {
      speakerEnded = true;
      wake();
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
