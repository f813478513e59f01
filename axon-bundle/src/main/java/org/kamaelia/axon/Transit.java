package org.kamaelia.axon;

import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way into an inbox from other loops: a concurrent queue beside the inbox's own ring. Senders
 * on other loops know only this, so changes of the chain behind the entry are the entry's loop's
 * affair.
 *
 * @param <T> the type of its messages
 */
final class Transit<T> implements Runnable {
  /** Above this, room is not set aside beforehand. */
  private static final int LARGEST_ARRAY = 1 << 16;

  private final Inbox<T> entry;
  private final MessagePassingQueue<T> queue;
  private final int limit;

  /** Whether the entry's loop has been asked to look here and has not yet. */
  private final AtomicBoolean signalled = new AtomicBoolean();

  private final ConcurrentLinkedQueue<Task> senders = new ConcurrentLinkedQueue<>();
  private volatile boolean sendersWait;
  private volatile boolean closed;

  /** The last inbox of the chain that starts at the entry; the entry's loop's alone. */
  private @Nullable Inbox<T> last;

  Transit(Inbox<T> entry, int limit) {
    this.entry = entry;
    this.limit = limit;
    queue =
        limit <= LARGEST_ARRAY
            ? new MpscAtomicArrayQueue<>(Math.max(2, limit))
            : new MpscUnboundedAtomicArrayQueue<>(1024);
  }

  Inbox<T> entry() {
    return entry;
  }

  // Any thread.

  boolean offer(T message) {
    if (closed) {
      return false;
    }
    boolean taken =
        queue instanceof MpscAtomicArrayQueue<T> bounded
            ? bounded.offerIfBelowThreshold(message, limit)
            : queue.size() < limit && queue.offer(message);
    if (taken) {
      signal();
    }
    return taken;
  }

  boolean isClosed() {
    return closed;
  }

  boolean hasRoom() {
    return closed || queue.size() < limit;
  }

  /**
   * Registers the task for a turn when there is room.
   *
   * @return false if there is room already
   */
  boolean awaitRoom(Task sender) {
    senders.add(sender);
    sendersWait = true;
    VarHandle.fullFence();
    return !hasRoom();
  }

  private void signal() {
    // The queue's last store must be seen before the flag is read, or both sides rest.
    VarHandle.fullFence();
    if (!signalled.getPlain() && signalled.compareAndSet(false, true)) {
      Loop loop = entry.owner.loop;
      if (loop != null) {
        loop.post(this);
      }
    }
  }

  // On the entry's loop.

  @Override
  public void run() {
    signalled.set(false);
    Inbox<T> inbox = last;
    if (inbox != null && !queue.isEmpty()) {
      inbox.rouse();
    }
  }

  @Nullable Inbox<T> last() {
    return last;
  }

  void last(@Nullable Inbox<T> inbox) {
    last = inbox;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int size() {
    return queue.size();
  }

  @Nullable T poll() {
    T message = queue.poll();
    if (message != null && sendersWait && queue.size() <= limit / 2) {
      wakeSenders();
    }
    return message;
  }

  /** The taker rests: whoever waits for room that is there by now is told. */
  void settle() {
    VarHandle.fullFence();
    if (sendersWait && hasRoom()) {
      wakeSenders();
    }
  }

  /** The chain ends again where somebody takes what comes. */
  void open() {
    closed = false;
  }

  void close() {
    closed = true;
    queue.clear();
    wakeSenders();
  }

  private void wakeSenders() {
    sendersWait = false;
    for (Task sender = senders.poll(); sender != null; sender = senders.poll()) {
      sender.wakeFromAnywhere();
    }
  }
}
