package org.kamaelia.net.internal.linux;

import static org.kamaelia.net.internal.linux.Errno.EAGAIN;
import static org.kamaelia.net.internal.linux.Errno.ECONNREFUSED;
import static org.kamaelia.net.internal.linux.Errno.EINVAL;
import static org.kamaelia.net.internal.linux.Errno.EIO;
import static org.kamaelia.net.internal.linux.Errno.EMSGSIZE;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Datagram;

/** Sends a socket's datagrams in batches, and knows what has become of them. On its loop. */
final class DatagramSender {
  private final Socket socket;

  /**
   * The largest datagrams of which several are one message: what the system takes, and no larger
   * than a packet on the way, as far as that has been found out.
   */
  private int largest;

  /** What has not left yet; null if there is nothing. */
  private @Nullable SendBatch batch;

  /** Whether the batch's first message leaves in single datagrams, as it was refused as a whole. */
  private boolean singly;

  private int lost;

  DatagramSender(Socket socket, int largest) {
    this.socket = socket;
    this.largest = largest;
  }

  boolean isEmpty() {
    return batch == null;
  }

  /**
   * Takes a datagram.
   *
   * @return false if the batch is full
   * @throws IOException if such a socket cannot send it
   */
  boolean add(Datagram datagram, DatagramBatches batches) throws IOException {
    SendBatch filling = batch == null ? batches.take() : batch;
    batch = filling;
    try {
      return filling.add(datagram, socket.family(), largest, batches.names);
    } finally {
      release(batches, filling); // if this was the first, and was refused
    }
  }

  /**
   * Sends what it has.
   *
   * @return whether all has gone; else there is no room for the rest
   */
  boolean flush(DatagramBatches batches, Calls calls) throws ClosedChannelException {
    SendBatch leaving = batch;
    if (leaving == null) {
      return true;
    }
    while (!leaving.isEmpty()) {
      int result = singly ? leaving.sendOne(socket, calls) : leaving.send(socket, calls);
      if (result == -EAGAIN) {
        return false;
      }
      if (result > 0) {
        left(leaving, result);
      } else if (result == -ECONNREFUSED) {
        lost++; // one that was sent earlier: this one has not been looked at
      } else {
        failed(leaving, -result);
      }
    }
    release(batches, leaving);
    return true;
  }

  private void left(SendBatch leaving, int messages) {
    if (singly) {
      singly = leaving.oneLeft();
    } else {
      leaving.left(messages);
    }
  }

  private void failed(SendBatch leaving, int errno) {
    if (!singly && leaving.datagrams() > 1) {
      if (errno == EIO) {
        largest = 0; // the device does not count checksums
      } else if (errno == EINVAL || errno == EMSGSIZE) {
        largest = Math.min(largest, leaving.size() - 1); // the way has smaller packets
      }
      singly = true;
      return;
    }
    lost++;
    left(leaving, 1);
  }

  private void release(DatagramBatches batches, SendBatch used) {
    if (used.isEmpty()) {
      batches.giveBack(used);
      batch = null;
    }
  }

  /** How many could not be sent since the last call. */
  int lost() {
    int before = lost;
    lost = 0;
    return before;
  }

  /** The socket is closed: what has not left is lost. */
  void forget() {
    SendBatch left = batch;
    if (left != null) {
      lost += left.forget();
      batch = null;
    }
  }
}
