package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
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
 * A listener's socket for datagrams, and the peers that have sent something there. What the peers'
 * protocols send within a turn of the loop leaves in one go.
 */
final class DatagramPort extends Device<Object, Object> implements Ready {
  /** Datagrams received in one turn. */
  private static final int BATCH = 64;

  private final Loop loop;
  private final Datagrams socket;

  /** Hears how many datagrams could not be sent. */
  private final IntConsumer lost;

  /** Makes the conversation with a peer that is new; null if it is not wanted. */
  private final BiFunction<DatagramPort, InetSocketAddress, @Nullable DatagramPeer> newPeer;

  private final Map<InetSocketAddress, DatagramPeer> peers = new HashMap<>();

  /** Those that have something to send and found no room. */
  private final Queue<DatagramPeer> waiting = new ArrayDeque<>();

  private boolean attached;
  private boolean readable;
  private boolean blocked;

  DatagramPort(
      Loop loop,
      Datagrams socket,
      IntConsumer lost,
      BiFunction<DatagramPort, InetSocketAddress, @Nullable DatagramPeer> newPeer) {
    this.loop = loop;
    this.socket = socket;
    this.lost = lost;
    this.newPeer = newPeer;
  }

  /** The loop on which it and its peers live. */
  Loop at() {
    return loop;
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
    readable |= nowReadable;
    if (nowWritable && blocked) {
      blocked = false;
      socket.interest(true, false);
      for (DatagramPeer peer = waiting.poll(); peer != null; peer = waiting.poll()) {
        peer.hasRoomAgain();
      }
    }
    dispatch();
  }

  @Override
  protected void turn() throws IOException {
    if (!attached) {
      attached = true;
      socket.attach(loop, this);
    }
    if (readable) {
      receive();
    }
    flush();
  }

  private void flush() {
    int unsent = socket.flush();
    if (unsent > 0) {
      lost.accept(unsent);
    }
  }

  private void receive() throws IOException {
    for (int i = 0; i < BATCH; i++) {
      Datagram datagram;
      try {
        datagram = socket.receive();
      } catch (ClosedChannelException e) {
        end();
        return;
      } catch (IOException e) {
        // News of something sent that did not arrive: such things happen to datagrams.
        continue;
      }
      if (datagram == null) {
        readable = false;
        return;
      }
      DatagramPeer peer = peers.get(datagram.peer());
      if (peer == null) {
        peer = newPeer.apply(this, datagram.peer());
        if (peer == null) {
          continue;
        }
        peers.put(datagram.peer(), peer);
      }
      peer.deliver(datagram.payload());
    }
    wake();
  }

  /** Sends, unless there is no room: then the peer is told when there is. */
  boolean send(DatagramPeer from, Datagram datagram) throws IOException {
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

  @Override
  protected void released() {
    flush();
    socket.close();
  }
}
