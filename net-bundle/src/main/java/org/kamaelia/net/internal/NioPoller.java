package org.kamaelia.net.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.net.transport.TransportPoller;

/** A loop's selector. */
final class NioPoller implements TransportPoller {
  /** The most that is written at once: beyond this a system call costs little a byte. */
  private static final int SCRATCH = 64 * 1024;

  private static final Consumer<SelectionKey> DISPATCH = NioPoller::dispatch;

  private final Transport transport;
  private final Selector selector;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);

  NioPoller(Transport transport) throws IOException {
    this.transport = transport;
    selector = Selector.open();
  }

  @Override
  public Transport transport() {
    return transport;
  }

  ByteBuffer scratch() {
    return scratch;
  }

  SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
    return channel.register(selector, operations, ready);
  }

  @Override
  public void poll(long nanos) throws IOException {
    if (nanos == 0) {
      selector.selectNow(DISPATCH);
    } else if (nanos == Long.MAX_VALUE) {
      selector.select(DISPATCH);
    } else {
      // Rounded up: a wait that ends before its timer is due would be followed by another.
      selector.select(DISPATCH, (nanos - 1) / 1_000_000 + 1);
    }
  }

  private static void dispatch(SelectionKey key) {
    if (key.isValid()) {
      int operations = key.readyOps();
      ((Ready) key.attachment())
          .ready(
              (operations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0,
              (operations & SelectionKey.OP_WRITE) != 0);
    }
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
