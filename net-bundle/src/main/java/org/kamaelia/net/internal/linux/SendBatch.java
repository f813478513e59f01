package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;

/**
 * Datagrams that a socket sends with one call. Those that follow one another to the same peer and
 * have the same size, of which the last may be smaller, are one message, if the system takes that.
 */
final class SendBatch {
  private static final int MESSAGES = 64;
  private static final int BYTES = 256 * 1024;

  /** Datagrams in a message, as all kernels allow that know of it. */
  private static final int MOST_SEGMENTS = 64;

  private final Messages messages = new Messages(MESSAGES);
  private final MemorySegment memory = Arena.ofAuto().allocate(BYTES, 64);
  private final ByteBuffer bytes = memory.asByteBuffer();
  private final long address = memory.address();

  // Of each message: where it begins, its length, its datagrams' size and how many there are.
  private final int[] at = new int[MESSAGES];
  private final int[] length = new int[MESSAGES];
  private final int[] size = new int[MESSAGES];
  private final int[] datagrams = new int[MESSAGES];

  /** The first message that has not left. */
  private int first;

  private int count;
  private int used;

  /** Whose the last message is. */
  private @Nullable InetSocketAddress peer;

  /**
   * Takes a datagram in.
   *
   * @param family of the socket
   * @param largest the largest datagrams that may share a message
   * @return false if it is full
   * @throws IOException if the peer cannot be reached with such a socket
   */
  boolean add(Datagram datagram, int family, int largest, PeerNames names) throws IOException {
    ByteBuffer payload = datagram.payload();
    int more = payload.remaining();
    if (used + more > BYTES) {
      return false;
    }
    if (count > first
        && PeerNames.isSame(datagram.peer(), peer)
        && lengthens(count - 1, more, largest)) {
      length[count - 1] += more;
      datagrams[count - 1]++;
    } else {
      if (count == MESSAGES) {
        return false;
      }
      messages.nameLength(
          count, names.write(datagram.peer(), family, messages.names(), Messages.nameAt(count)));
      at[count] = used;
      length[count] = more;
      size[count] = more;
      datagrams[count] = 1;
      count++;
      peer = datagram.peer();
    }
    bytes.put(used, payload, payload.position(), more);
    used += more;
    return true;
  }

  private boolean lengthens(int message, int more, int largest) {
    return more > 0
        && more <= size[message]
        && size[message] <= largest
        && datagrams[message] < MOST_SEGMENTS
        && length[message] + more <= Datagrams.LARGEST
        // Behind a smaller one there is none.
        && length[message] == size[message] * datagrams[message];
  }

  boolean isEmpty() {
    return first == count;
  }

  /** Forgets all, and says how many datagrams that were. */
  int forget() {
    int forgotten = 0;
    for (int i = first; i < count; i++) {
      forgotten += datagrams[i];
    }
    left(count - first);
    return forgotten;
  }

  /**
   * Sends the messages from the first on.
   *
   * @return how many, or what happened to the first
   */
  int send(Socket socket, Calls calls) throws ClosedChannelException {
    for (int i = first; i < count; i++) {
      messages.data(i, address + at[i], length[i]);
      messages.segment(i, datagrams[i] > 1 ? size[i] : 0);
    }
    return socket.send(messages, first, count - first, calls);
  }

  /** As {@link #send}, the first datagram of the first message alone. */
  int sendOne(Socket socket, Calls calls) throws ClosedChannelException {
    messages.data(first, address + at[first], Math.min(size[first], length[first]));
    messages.segment(first, 0);
    return socket.send(messages, first, 1, calls);
  }

  /** How many datagrams the first message has. */
  int datagrams() {
    return datagrams[first];
  }

  /** The size of these, but perhaps for the last. */
  int size() {
    return size[first];
  }

  /** So many messages have gone, in whatever way. */
  void left(int messages) {
    first += messages;
    if (first == count) {
      first = 0;
      count = 0;
      used = 0;
      peer = null;
    }
  }

  /** One datagram of the first message has gone; whether there are others. */
  boolean oneLeft() {
    if (--datagrams[first] == 0) {
      left(1);
      return false;
    }
    at[first] += size[first];
    length[first] -= size[first];
    return true;
  }
}
