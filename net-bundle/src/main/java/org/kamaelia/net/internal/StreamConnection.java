package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.Buffers;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ProxyHeader;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.Tapped;
import org.kamaelia.net.TlsSession;
import org.kamaelia.net.internal.tls.Secured;
import org.kamaelia.net.transport.LinuxOptions;
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
final class StreamConnection extends Conversation<ByteBuffer> implements Ready {
  private final Stream wire;
  private final Stream stream;

  private final Buffers buffers;
  private final Traffic traffic;
  private final Runnable begun;
  private final Runnable handedOver;

  // Read by others without synchronisation, for figures: a late value does no harm.
  private @Nullable Deadlines deadlines;

  /** Its protocol's component was told that nothing more comes, so that another one goes on. */
  private boolean changes;

  private boolean lingers;
  private boolean over;

  /** The peer had no part in the end. */
  private boolean isCut;

  /** How it ended, for those who watch. */
  private Tapped.How how = Tapped.How.CUT;

  /** The stream tells just now. */
  private boolean telling;

  /** How fast may be sent, null for any rate. */
  private @Nullable Bucket pace;

  /**
   * @param begun called once, on the loop, at its first turn or when it ends without one
   * @param handedOver called on the loop each time when the protocol's place was taken, and its
   *     component has ended
   */
  StreamConnection(
      long id,
      Listener listener,
      Listener.Admitted admitted,
      Group group,
      Runnable begun,
      Runnable handedOver) {
    super(id, listener, group);
    this.begun = begun;
    this.handedOver = handedOver;
    wire = admitted.wire();
    stream = admitted.stream();
    buffers = Buffers.of(listener.spec());
    traffic = new Traffic(stream, inbox, outbox, buffers);
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
  boolean isCut() {
    return isCut;
  }

  @Override
  void watchers(@Nullable Watchers now) {
    super.watchers(now);
    traffic.watchers(now);
  }

  @Override
  boolean isAllSent() {
    return traffic.isAllWritten();
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
    traffic.ready(nowReadable, nowWritable);
    telling = true;
    dispatch();
    telling = false;
  }

  @Override
  protected void turn() throws IOException {
    try {
      if (speaker == null) {
        open();
        if (isFinishing() && !mayGoOn()) {
          shutDown();
        }
        return;
      }
      if (changes && speakerEnded) {
        change();
      }
      if (traffic.wantsRoom()) {
        receive();
      }
      if (traffic.maySend()) {
        transmit();
      }
      if (isFinishing() && !changes && !speakerEnded) {
        boolean another = mayBeHandedOver();
        if ((another || endsWhenIdle()) && isIdle()) {
          if (another) {
            changes = true;
            release(speaker);
          } else {
            shutDown();
          }
        }
      }
    } catch (IOException e) {
      // The peer's doing: no failure of ours, and no stack trace.
      if (e instanceof Rejected rejected) {
        listener.rejected(rejected.reason(), peer(), clock());
      } else {
        how = Tapped.How.BROKEN;
        if (speaker == null && e.getCause() instanceof SSLException) {
          listener.rejected(Rejection.TLS, peer(), clock());
        }
      }
      cut(Objects.requireNonNullElse(e.getMessage(), e.toString()));
      return;
    }
    if (speakerEnded && traffic.isOutputOver()) {
      closeOrLinger();
    }
    if (isAlarmDue()) {
      look();
    }
    if (!over) {
      goOnFinishing();
    }
  }

  /**
   * Whether there is nothing to do: the protocol has got all that came and waits for more, and all
   * that it sent is written. If not, a turn comes when that may have changed.
   */
  private boolean isIdle() throws IOException {
    if (telling) {
      wake(); // the stream may have more to tell
      return false;
    }
    traffic.ready(true, false);
    receive();
    return isGroupIdle() && traffic.isAllWritten() && traffic.isDrained();
  }

  @Override
  boolean mayBeHandedOver() {
    ProtocolEntry now = protocol();
    return isReplaced()
        && now != null
        && listener.successor(now) != null
        && !traffic.isDeaf()
        && !traffic.isOutputOver();
  }

  /** The protocol's component has ended: another version's goes on, if nothing is left behind. */
  private void change() {
    changes = false;
    if (!isReplaced() || traffic.isOutputOver() || !isAlone()) {
      return; // it ends, also if it was told to for another reason meanwhile
    }
    ProtocolEntry next = Objects.requireNonNull(protocol(), "it has begun");
    do {
      next = listener.successor(next);
      if (next == null) {
        return; // there is none any more
      }
      protocol(next);
      // Again if it was replaced meanwhile: whoever replaces it finds this by it only from now on.
    } while (!listener.offers(next));
    goesOn();
    Component<ByteBuffer, ByteBuffer> made = next.factory().create(this);
    speak(made, incoming(made));
    if (traffic.wantsRoom()) {
      wake();
    }
    handedOver.run();
  }

  private int incoming(Component<ByteBuffer, ByteBuffer> made) {
    return Math.min(made.inbox().limit(), buffers.incoming());
  }

  /** Lets the protocol begin, when all that precedes it is over. */
  private void open() throws IOException {
    long now = clock().nanoTime();
    if (deadlines == null) {
      deadlines = new Deadlines(now, listener.spec());
      begun.run();
      stream.attach(group.loop(), this);
    }
    if (!stream.isConnected()) {
      forgetAlarm();
      look();
      return;
    }
    deadlines.begun(now);
    ProtocolEntry agreed = listener.choose(stream, this::protocol);
    int rate = listener.spec().get(ListenerSettings.PACE);
    if (rate > 0) {
      pace = new Bucket(rate, listener.spec().get(ListenerSettings.PACE_BURST), now);
      spread(rate);
    }
    Component<ByteBuffer, ByteBuffer> made = agreed.factory().create(this);
    begin(made, incoming(made), Buffers.OUTGOING);
    if (traffic.wantsRoom() || isFinishing()) {
      wake();
    }
    alarmBy(deadlines.next());
  }

  /**
   * Has the system spread what is written at once, where it can. A little faster than the bucket
   * fills, as the system counts what is sent again as well.
   */
  private void spread(int rate) throws IOException {
    try {
      wire.option(LinuxOptions.SO_MAX_PACING_RATE, rate + rate / 4L);
    } catch (UnsupportedOperationException e) {
      // It goes in bursts then.
    }
  }

  private void receive() throws IOException {
    int count = traffic.receive(!changes && hasRoom(outbox));
    if (count > 0) {
      received += count;
      deadlines().received(clock().nanoTime(), received, count);
      if (deadlines().isSlow()) {
        throw new Rejected(Rejection.TOO_SLOW, "the peer sends too slowly");
      }
    } else if (traffic.isPaused()) {
      deadlines().paused();
    }
  }

  private void transmit() throws IOException {
    int most = pace == null ? Integer.MAX_VALUE : most(pace);
    if (most == 0) {
      return;
    }
    boolean wasBlocked = traffic.isBlocked();
    int count = traffic.send(most, !changes);
    boolean blocked = traffic.isBlocked();
    if (count > 0 || blocked != wasBlocked) {
      sent += count;
      deadlines().sent(clock().nanoTime(), sent, count, blocked);
      if (pace != null) {
        pace.take(count);
      }
    }
    if (blocked != wasBlocked) {
      alarmBy(deadlines().next());
    }
    if (traffic.hasMore()) {
      wake();
    }
  }

  /** How many bytes may be sent now; 0 if none may, with the timer set. */
  private int most(Bucket rate) {
    long now = clock().nanoTime();
    long room = rate.room(now);
    long wait = rate.untilWorthwhile();
    // What a write left over was allowed then.
    int allowed = traffic.unwritten();
    if (wait > 0 && allowed == 0) {
      alarmBy(now + wait);
      return 0;
    }
    return Math.clamp(room, allowed, Integer.MAX_VALUE);
  }

  /** The conversation is over as far as this side is concerned. */
  private void closeOrLinger() {
    if (traffic.isInputOver()) {
      close();
    } else if (!lingers) {
      lingers = true;
      traffic.ignore();
      linger();
    }
  }

  private void linger() {
    deadlines().linger(clock().nanoTime(), Traffic.LINGER);
    alarmBy(deadlines().next());
  }

  /** The time has come at which something may be wrong. */
  private void look() {
    long now = clock().nanoTime();
    if (deadlines().isLast(now)) {
      if (lingers) {
        close();
      } else {
        isCut = true;
        cut("what is left was not read in time");
      }
      return;
    }
    if (!lingers) {
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
        how = Tapped.How.IN_ORDER;
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
    how = Tapped.How.IN_ORDER;
    stream.close();
    shutDown("the connection is closed");
    end();
  }

  /** There is no connection any more; the protocol gets what came, then the end. */
  private void cut(String reason) {
    over = true;
    stream.abort();
    shutDown(reason);
    end();
  }

  @Override
  void reset(String reason) {
    cut(reason);
  }

  /** One that is busy with what precedes the protocol has said nothing to it. */
  @Override
  boolean mayGoOn() {
    return speaker != null || deadlines == null;
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
    traffic.ignore();
    outbox.end();
  }

  /**
   * The protocol is stopped. What it has left goes to a peer that reads, and then the end; one that
   * has not read for a while is cut.
   */
  @Override
  protected void overdue() {
    if (over || speaker == null || (traffic.isBlocked() && isStuck())) {
      isCut = !over;
      end();
    } else if (!lingers) {
      traffic.ignore();
      outbox.end();
      linger();
    }
  }

  private boolean isStuck() {
    return clock().nanoTime() - deadlines().took() >= Traffic.LINGER.toNanos();
  }

  @Override
  protected void released() {
    if (deadlines == null) {
      begun.run();
    }
    traffic.close();
    Watchers watching = watchers();
    if (watching != null && speaker != null) {
      watching.ended(how);
    }
    if (!over) {
      // Stopped in the middle: the peer must not take it for a proper end.
      stream.abort();
    }
  }
}
