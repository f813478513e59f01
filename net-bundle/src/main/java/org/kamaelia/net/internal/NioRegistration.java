package org.kamaelia.net.internal;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;

/** A channel's place in a loop's selector. */
abstract class NioRegistration {
  private @Nullable SelectionKey key;
  private volatile @Nullable NioPoller poller;

  final void register(SelectableChannel channel, Loop loop, int operations, Ready ready)
      throws IOException {
    NioPoller selecting = (NioPoller) loop.poller();
    poller = selecting;
    key = selecting.register(channel, operations, ready);
  }

  final void interest(int operations) {
    if (key != null && key.isValid()) {
      key.interestOps(operations);
    }
  }

  /** Makes the system let go of the closed channel. Any thread. */
  final void forget() {
    NioPoller selecting = poller;
    if (selecting != null) {
      selecting.forgetClosed();
    }
  }

  final NioPoller poller() {
    NioPoller selecting = poller;
    if (selecting == null) {
      throw new IllegalStateException("not attached to a loop yet");
    }
    return selecting;
  }
}
