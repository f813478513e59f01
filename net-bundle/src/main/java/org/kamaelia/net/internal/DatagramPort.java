package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Ready;

/**
 * A listener's socket for datagrams, and those that serve the peers that have sent something there.
 * What they send within a turn of the loop leaves in one go.
 */
final class DatagramPort extends Device<Object, Object> implements Ready, DatagramIntake.Taker {
  /** How long the socket goes unserved when what served it has failed; then twice as long. */
  private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();

  private static final long LONGEST_PAUSE = Duration.ofSeconds(10).toNanos();

  private final Loop at;
  private final Datagrams socket;

  /** Hears how many datagrams were lost. */
  private final IntConsumer lost;

  /** Finds who serves a peer that has none of its own; null if the peer is not wanted. */
  private final BiFunction<DatagramPort, InetSocketAddress, @Nullable DatagramConversation<?>>
      newPeer;

  private final Map<InetSocketAddress, DatagramPeer> peers = new HashMap<>();

  /** What serves all that have none of their own, if the protocol serves whole sockets. */
  private @Nullable SocketConversation whole;

  private long pause = FIRST_PAUSE;
  private long begun;

  /** There is nothing for the whole socket before that time. */
  private long notBefore;

  private boolean pausing;

  /** Those that have something to send and found no room. */
  private final Queue<DatagramConversation<?>> waiting = new ArrayDeque<>();

  private final DatagramIntake intake = new DatagramIntake();
  private boolean attached;
  private boolean blocked;

  DatagramPort(
      Loop at,
      Datagrams socket,
      IntConsumer lost,
      BiFunction<DatagramPort, InetSocketAddress, @Nullable DatagramConversation<?>> newPeer) {
    this.at = at;
    this.socket = socket;
    this.lost = lost;
    this.newPeer = newPeer;
  }

  /** The loop on which it and its peers live. */
  Loop at() {
    return at;
  }

  /** Where it receives. Any thread. */
  InetSocketAddress local() {
    return socket.local();
  }

  /** Closes the socket. Any thread. */
  void close() {
    socket.close();
  }

  @Override
  protected String kind() {
    return "udp";
  }

  // On the loop.

  @Override
  public void ready(boolean nowReadable, boolean nowWritable) {
    intake.ready(nowReadable);
    if (nowWritable && blocked) {
      blocked = false;
      socket.interest(true, false);
      for (var each = waiting.poll(); each != null; each = waiting.poll()) {
        each.hasRoomAgain();
      }
    }
    dispatch();
  }

  @Override
  protected void turn() throws IOException {
    if (!attached) {
      attached = true;
      socket.attach(at, this);
    }
    try {
      if (intake.run(socket, this)) {
        wake();
      }
    } catch (ClosedChannelException e) {
      end();
      return;
    }
    flush();
  }

  private void flush() {
    int unsent = socket.flush();
    if (unsent > 0) {
      lost.accept(unsent);
    }
  }

  /** There always is: one peer must not hold up another. */
  @Override
  public boolean hasRoom() {
    return true;
  }

  @Override
  public void take(Datagram datagram) {
    DatagramConversation<?> serves = peers.get(datagram.peer());
    if (serves == null || serves.isDeaf()) {
      serves = newPeer.apply(this, datagram.peer());
      if (serves == null) {
        return;
      }
      if (serves instanceof DatagramPeer peer) {
        peers.put(datagram.peer(), peer);
      }
    }
    serves.deliver(datagram);
  }

  @Override
  public void missed() {
    lost.accept(1);
  }

  /** What serves the whole socket with that version of the protocol; null if it has to begin. */
  @Nullable SocketConversation whole(ProtocolEntry protocol) {
    SocketConversation now = whole;
    if (now == null || now.isFinishing()) {
      return null;
    }
    if (now.protocol() != protocol) {
      now.finish("another version serves");
      return null;
    }
    return now;
  }

  /**
   * Whether what serves the whole socket may begin, or too little time has gone since a failure.
   */
  boolean mayBegin() {
    if (pausing && at.clock().nanoTime() - notBefore < 0) {
      lost.accept(1);
      return false;
    }
    return true;
  }

  /** From now on that serves the whole socket. */
  SocketConversation begin(SocketConversation next) {
    begun = at.clock().nanoTime();
    whole = next;
    return next;
  }

  /** Sends, unless there is no room: then the sender is told when there is. */
  boolean send(DatagramConversation<?> from, Datagram datagram) throws IOException {
    if (!blocked) {
      if (socket.send(datagram)) {
        wake(); // to flush, after all who are ready now
        return true;
      }
      blocked = true;
      socket.interest(true, true);
    }
    waiting.add(from);
    return false;
  }

  void forget(DatagramPeer peer) {
    peers.remove(peer.peer(), peer);
  }

  void forget(SocketConversation served, boolean failed) {
    if (whole == served) {
      whole = null;
    }
    if (failed) {
      long now = at.clock().nanoTime();
      pause = now - begun >= LONGEST_PAUSE ? FIRST_PAUSE : pause;
      pausing = true;
      notBefore = now + pause;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  @Override
  protected void released() {
    flush();
    socket.close();
    if (whole != null) {
      whole.finish("the socket is closed");
    }
  }
}
