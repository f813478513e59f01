package org.kamaelia.net.internal;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;

/** A channel's place in a loop's selector. */
abstract class NioRegistration {
  private @Nullable SelectionKey key;
  private @Nullable NioPoller poller;
  private volatile @Nullable Loop loop;

  final void register(SelectableChannel channel, Loop loop, int operations, Ready ready)
      throws IOException {
    this.loop = loop;
    poller = (NioPoller) loop.poller();
    key = poller.register(channel, operations, ready);
  }

  final void interest(int operations) {
    if (key != null && key.isValid()) {
      key.interestOps(operations);
    }
  }

  /**
   * The system keeps a closed channel until its selector has looked: waits for that, unless this is
   * the loop or it is held up.
   */
  final void awaitForgotten() {
    Loop selecting = loop;
    if (selecting == null) {
      return;
    }
    if (selecting.isCurrent()) {
      poller().wakeup();
      return;
    }
    var looked = new CompletableFuture<Void>();
    try {
      selecting.execute(
          () -> {
            try {
              poller().poll(0);
            } catch (IOException e) {
              // The loop will look again, and say so.
            }
            looked.complete(null);
          });
      looked.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
    } catch (IllegalStateException e) {
      // The loop is closed, and its selector with it.
    }
  }

  final NioPoller poller() {
    assert poller != null : "attached to a loop";
    return poller;
  }
}
