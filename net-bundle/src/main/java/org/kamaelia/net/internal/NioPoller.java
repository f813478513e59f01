package org.kamaelia.net.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.net.transport.TransportPoller;

/** A loop's selector. */
final class NioPoller implements TransportPoller {
  /** The most that is written at once: beyond this a system call costs little a byte. */
  private static final int SCRATCH = 64 * 1024;

  /**
   * Keys told at once. What that leads to is done before the next are told: so a connection is
   * still in the processor's caches when it is written to, and nobody waits for all who came with
   * it.
   */
  private static final int MOST = 32;

  private final Transport transport;
  private final Selector selector;

  /**
   * Held while the selector looks, but not while what it found is told. Fair, or a loop that goes
   * on looking would leave it to nobody.
   */
  private final ReentrantLock looking = new ReentrantLock(true);

  /** How many others would have the lock. */
  private final AtomicInteger closers = new AtomicInteger();

  private final List<SelectionKey> found = new ArrayList<>();

  /** Of those found, the first that has not been told. */
  private int next;

  private final Consumer<SelectionKey> collect = found::add;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);

  /** A message that was asked for last, and a view of it: a message goes to many in a row. */
  private @Nullable ByteBuffer shared;

  private ByteBuffer view = scratch;

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

  /** A view of a message, with a position and a limit of its own; until another is asked for. */
  ByteBuffer view(ByteBuffer message) {
    if (message != shared) {
      shared = message;
      view = message.duplicate();
    }
    return view.clear();
  }

  SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
    return channel.register(selector, operations, ready);
  }

  @Override
  public void poll(long nanos) throws IOException {
    shared = null;
    view = scratch;
    if (next == found.size()) {
      found.clear();
      next = 0;
      look(nanos);
    }
    int end = Math.min(next + MOST, found.size());
    while (next < end) {
      tell(found.get(next++));
    }
  }

  private void look(long nanos) throws IOException {
    looking.lock();
    try {
      if (nanos == 0 || closers.get() > 0) {
        selector.selectNow(collect);
      } else if (nanos == Long.MAX_VALUE) {
        selector.select(collect);
      } else {
        // Rounded up: a wait that ends before its timer is due would be followed by another.
        selector.select(collect, (nanos - 1) / 1_000_000 + 1);
      }
    } finally {
      looking.unlock();
    }
  }

  private static void tell(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    // What was told before this may have changed what is of interest.
    int operations = key.readyOps() & key.interestOps();
    if (operations != 0) {
      ((Ready) key.attachment())
          .ready(
              (operations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0,
              (operations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0);
    }
  }

  /**
   * Lets go of channels that were closed: the system keeps them, and their addresses, until their
   * selector has looked. Any thread, but not while the selector looks on it.
   */
  void forgetClosed() {
    closers.incrementAndGet();
    selector.wakeup();
    looking.lock();
    try {
      // What is ready now still is when the loop looks.
      selector.selectNow(key -> {});
    } catch (ClosedSelectorException e) {
      // Then it has let go of all.
    } catch (IOException e) {
      // The loop will look again, and say so.
    } finally {
      closers.decrementAndGet();
      looking.unlock();
      // This may have taken a wake-up that was meant for the loop.
      selector.wakeup();
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
