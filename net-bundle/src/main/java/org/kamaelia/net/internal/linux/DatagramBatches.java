package org.kamaelia.net.internal.linux;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Memory for the datagrams of a loop, for all its sockets. One has a batch of its own only while
 * something waits there to be sent.
 */
final class DatagramBatches {
  final PeerNames names = new PeerNames();
  private @Nullable ReceiveBatch receiving;
  private final ArrayDeque<SendBatch> free = new ArrayDeque<>();

  ReceiveBatch receiving() {
    if (receiving == null) {
      receiving = new ReceiveBatch();
    }
    return receiving;
  }

  SendBatch take() {
    SendBatch batch = free.poll();
    return batch == null ? new SendBatch() : batch;
  }

  void giveBack(SendBatch batch) {
    free.push(batch);
  }
}
