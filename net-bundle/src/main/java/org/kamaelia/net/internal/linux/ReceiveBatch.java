package org.kamaelia.net.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Queue;
import org.kamaelia.net.Datagram;

/**
 * Where the datagrams of a loop's sockets are received, many with one call. Nothing stays here:
 * they are copied at once.
 */
final class ReceiveBatch {
  private static final int MESSAGES = 32;

  /** Any datagram fits, and so do several that came as one message. */
  private static final int BYTES = 64 * 1024;

  /** A little more, so that the first bytes of all do not fall on the same lines of the caches. */
  private static final int STRIDE = BYTES + 3 * 64;

  private final Messages messages = new Messages(MESSAGES);
  private final MemorySegment memory = Arena.ofAuto().allocate((long) MESSAGES * STRIDE, 64);

  /** How many messages the kernel may have written into. */
  private int used = MESSAGES;

  ReceiveBatch() {
    for (int i = 0; i < MESSAGES; i++) {
      messages.data(i, memory.address() + (long) i * STRIDE, BYTES);
    }
  }

  /**
   * Receives what has come.
   *
   * @return whether more may wait
   * @throws IOException if the system has an error to tell, or cut something short
   */
  boolean receive(Socket socket, PeerNames names, Calls calls, Queue<Datagram> to)
      throws IOException {
    for (int i = 0; i < used; i++) {
      messages.clear(i);
    }
    int count = socket.receive(messages, MESSAGES, calls);
    used = Math.max(0, count);
    boolean cut = false;
    for (int i = 0; i < count; i++) {
      if (messages.isCut(i)) {
        cut = true;
      } else {
        take(i, names.read(messages.names(), Messages.nameAt(i)), to);
      }
    }
    if (cut) {
      throw new IOException("a datagram came with more than there is a place for");
    }
    return count == MESSAGES;
  }

  private void take(int message, InetSocketAddress peer, Queue<Datagram> to) {
    messages.look(message);
    int left = messages.length(message);
    int size = messages.segment() == 0 ? left : messages.segment();
    long at = (long) message * STRIDE;
    do {
      int length = Math.min(size, left);
      byte[] bytes = new byte[length];
      MemorySegment.copy(memory, JAVA_BYTE, at, bytes, 0, length);
      to.add(new Datagram(peer, ByteBuffer.wrap(bytes), messages.stamp(), messages.trafficClass()));
      at += length;
      left -= length;
    } while (left > 0);
  }
}
