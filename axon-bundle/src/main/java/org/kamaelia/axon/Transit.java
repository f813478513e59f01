package org.kamaelia.axon;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.QueueProgressIndicators;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way into an inbox from other loops. Senders on other loops know only this, each by its {@link
 * Departure}, so changes of the chain behind the entry are the entry's loop's affair.
 *
 * <p>What costs between processors is not a message but each time that both look at the same line
 * of memory. So while the taker is busy anyway, a sending loop keeps its messages in its {@link
 * Lane} until it has a batch of them or the turn ends, the taker moves as many at once to the
 * inbox's ring, and tells of the room it has made when there is much. Messages count as being on
 * the way until they are moved. Whoever cannot send in batches uses one queue.
 *
 * @param <T> the type of its messages
 */
final class Transit<T> implements Runnable {
  private static final Lane<?>[] NO_LANES = {};

  private final Inbox<T> entry;
  private final MessagePassingQueue<T> queue;
  private final int limit;

  /** One for each loop that sends in batches; replaced, not changed. */
  private final AtomicReference<Lane<T>[]> lanes;

  /** How many were taken, as far as senders have been told. */
  private final Padded taken = new Padded();

  /** Who waits for room: the last that came, and from there backwards. */
  private final AtomicReference<@Nullable Departure<T>> waiting = new AtomicReference<>();

  private final AtomicLong waited = new AtomicLong();

  /** Not 0 if the taker has found nothing and has to be told when something comes. */
  private final Padded resting = new Padded();

  /** Not 0 if nobody takes what is sent. */
  private final Padded closed = new Padded();

  /** Sources that are linked already and of which the entry has not heard yet. */
  private final AtomicInteger expected = new AtomicInteger();

  /** The last inbox of the chain that starts at the entry; the entry's loop's alone. */
  private @Nullable Inbox<T> last;

  private final Linger linger;

  @SuppressWarnings("unchecked") // an empty array holds nothing of the wrong type
  Transit(Inbox<T> entry, int limit) {
    this.entry = entry;
    this.limit = limit;
    queue =
        limit <= Lane.LARGEST_RING
            ? new MpscAtomicArrayQueue<>(Math.max(2, limit))
            : new MpscUnboundedAtomicArrayQueue<>(1024);
    lanes = new AtomicReference<>((Lane<T>[]) NO_LANES);
    resting.set(1);
    linger = new Linger(entry.owner.loop(), this::hasCome);
  }

  Inbox<T> entry() {
    return entry;
  }

  // On a sender's loop, for its departure.

  /** Where the loop gathers its messages; null if it sends one by one. */
  @Nullable Lane<T> lane(Loop from) {
    if (!from.endsTurns || limit < Lane.BATCH) {
      return null;
    }
    for (Lane<T> lane : lanes.get()) {
      if (lane.from == from) {
        return lane;
      }
    }
    Lane<T> lane = new Lane<>(this, from, limit);
    lanes.updateAndGet(
        before -> {
          Lane<T>[] more = Arrays.copyOf(before, before.length + 1);
          more[before.length] = lane;
          return more;
        });
    return lane;
  }

  boolean offer(T message) {
    if (isClosed() || free() == 0) {
      return false;
    }
    boolean sent =
        queue instanceof MpscAtomicArrayQueue<T> bounded
            ? bounded.offerIfBelowThreshold(message, limit)
            : queue.offer(message);
    if (sent) {
      came();
    }
    return sent;
  }

  /** Takes one that was refused: it goes another way, and what is here is taken before it. */
  void offerAnyway(T message) {
    entry.owner.loop().post(() -> appendAfterAll(message));
  }

  boolean isClosed() {
    return closed.get() != 0;
  }

  boolean isResting() {
    return resting.get() != 0;
  }

  /** How many messages go through at once; a closed way refuses, which is another matter. */
  int room() {
    return isClosed() ? limit : free();
  }

  /** How many fit. */
  int free() {
    // First what was taken: what is taken later, and sent, must not look like more than all.
    long free = limit + taken.get() - ((QueueProgressIndicators) queue).currentProducerIndex();
    for (Lane<T> lane : lanes.get()) {
      free -= lane.sent();
    }
    return Math.clamp(free, 0, limit);
  }

  /** Whether half of it is free: then it pays off to tell a sender. */
  boolean hasMuchRoom() {
    return room() >= limit - limit / 2;
  }

  /** Takes note of one who waits. Without a lock, as the taker comes here on its way to rest. */
  void add(Departure<T> sender) {
    waited.incrementAndGet();
    Departure<T> before = waiting.get();
    sender.next = before;
    while (!waiting.compareAndSet(before, sender)) {
      before = waiting.get();
      sender.next = before;
    }
  }

  /**
   * Something was sent: asks the entry's loop to look here, unless it will anyway. Whoever calls
   * has just written, with a fence, how much was sent, and reads here whether the taker rests; the
   * taker first says that it rests and then looks how much was sent: so never do both sides rest.
   * In the same way either this sees that the way is closed, or who closes it sees what was sent.
   */
  void came() {
    if (isClosed() || (isResting() && resting.compareAndSet(1, 0))) {
      entry.owner.loop().post(this);
    }
  }

  /** One more source is linked. On its loop. */
  void expect() {
    expected.incrementAndGet();
  }

  // On the entry's loop.

  /** The entry has heard of a source. */
  void expected() {
    expected.decrementAndGet();
  }

  /** Whether it will hear of one. */
  boolean isExpecting() {
    return expected.get() != 0;
  }

  @Override
  public void run() {
    Inbox<T> inbox = last;
    if (isClosed()) {
      clear();
    } else if (inbox != null && !isEmpty()) {
      inbox.rouse();
    }
  }

  @Nullable Inbox<T> last() {
    return last;
  }

  void last(@Nullable Inbox<T> inbox) {
    last = inbox;
  }

  /** Looks a moment whether something comes; true if so. */
  boolean linger() {
    if (hasCome()) {
      return true;
    }
    settle();
    // What comes may be the answer to what this loop has sent.
    entry.owner.loop().depart();
    return linger.paysOff();
  }

  /** Whether nothing is here; if so, the taker will be told when something comes. */
  boolean isEmpty() {
    if (hasCome()) {
      return false;
    }
    if (!isResting()) {
      resting.set(1);
      return !hasCome();
    }
    return true;
  }

  int size() {
    long size = ((QueueProgressIndicators) queue).currentProducerIndex() - moved();
    for (Lane<T> lane : lanes.get()) {
      size += lane.sent();
    }
    return (int) size;
  }

  /** How often senders found it full. */
  long waited() {
    return waited.get();
  }

  /** Moves what has come, up to a batch from each loop, on to where it goes. */
  void drain() {
    Inbox<T> inbox = last;
    if (inbox == null) {
      return;
    }
    int most = limit < Lane.BATCH ? 1 : Lane.BATCH;
    tellTaken(inbox, Math.min(most, limit - limit / 2));
    for (Lane<T> lane : lanes.get()) {
      lane.moveTo(inbox);
    }
    int left = most;
    for (T message = queue.poll(); message != null; message = queue.poll()) {
      inbox.append(message);
      if (--left == 0) {
        break;
      }
    }
    if (waiting.get() != null && hasMuchRoom()) {
      wakeSenders();
    }
  }

  private void appendAfterAll(T message) {
    Inbox<T> inbox = last;
    if (inbox != null && !isClosed()) {
      while (hasCome()) {
        drain();
      }
      inbox.putAnyway(message);
    }
  }

  /** The taker rests: whoever waits for room that is there by now is told. */
  void settle() {
    Inbox<T> inbox = last;
    if (inbox != null) {
      tellTaken(inbox, 1);
      VarHandle.fullFence(); // before looking who waits, as who waits says so before he looks here
      if (waiting.get() != null && room() > 0) {
        wakeSenders();
      }
    }
  }

  /**
   * Tells senders how many were taken, if they do not know of so many: what was moved and is not in
   * the inbox any more.
   */
  private void tellTaken(Inbox<T> inbox, int many) {
    long now = moved() - inbox.depth();
    if (now - taken.getPlain() >= many) {
      taken.setRelease(now);
    }
  }

  /** Whoever sends here is told that nobody takes it. */
  void close() {
    closed.set(1);
    clear();
    wakeSenders();
  }

  /** There is again somebody who takes it. */
  void open() {
    closed.set(0);
  }

  private boolean hasCome() {
    for (Lane<T> lane : lanes.get()) {
      if (!lane.isEmpty()) {
        return true;
      }
    }
    return !queue.isEmpty();
  }

  /** How many were moved on, or dropped. */
  private long moved() {
    long moved = ((QueueProgressIndicators) queue).currentConsumerIndex();
    for (Lane<T> lane : lanes.get()) {
      moved += lane.moved();
    }
    return moved;
  }

  private void clear() {
    for (Lane<T> lane : lanes.get()) {
      lane.clear();
    }
    while (queue.poll() != null) {
      // nobody takes it
    }
    taken.setRelease(moved());
  }

  private void wakeSenders() {
    Departure<T> sender = waiting.getAndSet(null);
    Departure<T> first = null;
    while (sender != null) {
      Departure<T> before = sender.next;
      sender.next = first;
      first = sender;
      sender = before;
    }
    while (first != null) {
      Departure<T> next = first.next;
      first.next = null; // it may wait again as soon as it is told
      first.tell();
      first = next;
    }
  }
}
