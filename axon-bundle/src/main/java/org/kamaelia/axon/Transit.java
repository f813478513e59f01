package org.kamaelia.axon;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.QueueProgressIndicators;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way into an inbox from other loops: a concurrent queue before the inbox's own ring. Senders
 * on other loops know only this, each by its {@link Departure}, so changes of the chain behind the
 * entry are the entry's loop's affair.
 *
 * <p>What costs between processors is not a message but each time that both look at the same line
 * of memory. So while the taker is busy anyway, a sending loop keeps its messages until it has a
 * {@link Batch} of them or the turn ends, and the taker moves as many at once to the inbox's ring;
 * they count as being on the way until they are taken there.
 *
 * @param <T> the type of its messages
 */
final class Transit<T> implements Runnable {
  /** Above this, room is not set aside beforehand. */
  private static final int LARGEST_ARRAY = 1 << 16;

  /** How many messages go or come at once. */
  private static final int BATCH = 32;

  private final Inbox<T> entry;
  private final MessagePassingQueue<T> queue;
  private final int limit;

  /** One for each loop that sends in batches; empty if the limit is too small for that. */
  private final @Nullable Batch<T>[] batches;

  /** How many were taken, as far as senders have been told. */
  private final AtomicLong taken = new AtomicLong();

  /** Who waits for room: the last that came, and from there backwards. */
  private final AtomicReference<@Nullable Departure<T>> waiting = new AtomicReference<>();

  private final AtomicLong waited = new AtomicLong();

  /** The taker has found nothing and has to be told when something comes. */
  private final AtomicBoolean resting = new AtomicBoolean(true);

  /** Sources that are linked already and of which the entry has not heard yet. */
  private final AtomicInteger expected = new AtomicInteger();

  private volatile boolean closed;

  /** The last inbox of the chain that starts at the entry; the entry's loop's alone. */
  private @Nullable Inbox<T> last;

  /** How many were moved there; the entry's loop's alone. */
  private long drained;

  private final Linger linger;

  /**
   * @param loops how many loops may send in batches
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  Transit(Inbox<T> entry, int limit, int loops) {
    this.entry = entry;
    this.limit = limit;
    batches = new Batch[limit < BATCH ? 0 : loops];
    // Loops that do not know of one another's batches may exceed the limit by those.
    queue =
        limit <= LARGEST_ARRAY
            ? new MpscAtomicArrayQueue<>(Math.max(2, limit + batches.length * BATCH))
            : new MpscUnboundedAtomicArrayQueue<>(1024);
    linger = new Linger(entry.owner.loop(), () -> !queue.isEmpty());
  }

  Inbox<T> entry() {
    return entry;
  }

  // On a sender's loop, for its departure.

  /** Where the loop gathers its messages; null if it sends one by one. */
  @Nullable Batch<T> batch(Loop from) {
    int number = from.number;
    if (number < 0 || number >= batches.length) {
      return null;
    }
    Batch<T> batch = batches[number];
    if (batch == null) {
      batch = new Batch<>(this, from);
      batches[number] = batch;
    }
    return batch;
  }

  boolean offer(T message) {
    if (closed || room() <= 0) {
      return false;
    }
    boolean sent =
        queue instanceof MpscAtomicArrayQueue<T> bounded
            ? bounded.offerIfBelowThreshold(message, limit)
            : queue.offer(message);
    if (sent && resting.get()) {
      rouse();
    }
    return sent;
  }

  /** Takes one that was refused: it goes another way, and what is here is taken before it. */
  void offerAnyway(T message) {
    entry.owner.loop().post(() -> appendAfterAll(message));
  }

  boolean isClosed() {
    return closed;
  }

  int room() {
    if (closed) {
      return limit;
    }
    long sent = ((QueueProgressIndicators) queue).currentProducerIndex();
    return (int) Math.max(0, limit - (sent - taken.get()));
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
   * Asks the entry's loop to look here. The queue has made room with a compare-and-set, which is
   * seen before {@code resting} is read; and the taker, after it has said that it rests, asks for
   * that room, not for the message in it: so never do both sides rest.
   */
  private void rouse() {
    Loop loop = entry.owner.loop;
    if (loop != null && resting.compareAndSet(true, false)) {
      loop.post(this);
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
    if (inbox != null && !isEmpty()) {
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
    if (!queue.isEmpty()) {
      return true;
    }
    settle();
    return linger.paysOff();
  }

  /** Whether nothing is here; if so, the taker will be told when something comes. */
  boolean isEmpty() {
    if (!queue.isEmpty()) {
      return false;
    }
    if (!resting.get()) {
      resting.set(true);
      return queue.isEmpty();
    }
    return true;
  }

  int size() {
    return queue.size();
  }

  /** How often senders found it full. */
  long waited() {
    return waited.get();
  }

  /** Moves what has come, up to a batch, on to where it goes. */
  void drain() {
    Inbox<T> inbox = last;
    if (inbox == null) {
      return;
    }
    tellTaken(inbox);
    int left = batches.length == 0 ? 1 : BATCH;
    for (T message = queue.poll(); message != null; message = queue.poll()) {
      inbox.append(message);
      drained++;
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
    if (inbox != null) {
      while (!queue.isEmpty()) {
        drain();
      }
      inbox.putAnyway(message);
    }
  }

  /** The taker rests: whoever waits for room that is there by now is told. */
  void settle() {
    Inbox<T> inbox = last;
    if (inbox != null) {
      tellTaken(inbox);
      VarHandle.fullFence(); // before looking who waits, as who waits says so before he looks here
      if (waiting.get() != null && room() > 0) {
        wakeSenders();
      }
    }
  }

  /** What was moved and is not in the inbox any more was taken. */
  private void tellTaken(Inbox<T> inbox) {
    long before = taken.getPlain();
    if (before != drained) {
      taken.lazySet(Math.max(before, drained - inbox.depth()));
    }
  }

  /** Whoever sends here is told that nobody takes it. */
  void close() {
    closed = true;
    while (queue.poll() != null) {
      drained++;
    }
    taken.lazySet(drained);
    wakeSenders();
  }

  /** There is again somebody who takes it. */
  void open() {
    closed = false;
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

  /**
   * The messages that one loop has sent and that have not departed yet: no more than there was room
   * for when it sent the first. The loop's alone.
   */
  static final class Batch<T> implements MessagePassingQueue.Supplier<T> {
    private final Transit<T> transit;
    private final Loop from;
    private final @Nullable Object[] messages = new Object[BATCH];
    private int room;
    private int count;
    private int gone;

    /** The loop will call at its turn's end. */
    private boolean announced;

    private Batch(Transit<T> transit, Loop from) {
      this.transit = transit;
      this.from = from;
    }

    /** Takes a message; false if there is no room, or if the way is closed. */
    boolean add(T message) {
      if (transit.closed) {
        return false;
      }
      if (count == 0) {
        room = Math.min(transit.room(), BATCH);
        if (room <= 0) {
          return false;
        }
      }
      messages[count++] = message;
      if (count == room || transit.resting.get()) {
        depart();
      } else if (!announced) {
        announced = true;
        from.departing.add(this);
      }
      return true;
    }

    /** Whether messages are here. */
    boolean isBegun() {
      return count > 0;
    }

    /** How many more fit: one at least, as a full one departs. */
    int room() {
      return room - count;
    }

    /** At the end of the turn. */
    void turnEnds() {
      announced = false;
      depart();
    }

    /** Sends them on their way. */
    void depart() {
      if (count == 0) {
        return;
      }
      while (gone < count && !transit.closed) {
        transit.queue.fill(this, count - gone);
      }
      while (gone < count) {
        get(); // nobody takes it
      }
      count = 0;
      gone = 0;
      if (transit.resting.get()) {
        transit.rouse();
      }
    }

    /** The next one, for the queue, which has claimed a place for it. */
    @Override
    @SuppressWarnings("unchecked") // only T goes in
    public T get() {
      T message = (T) messages[gone];
      messages[gone++] = null;
      assert message != null : "between gone and count there are messages";
      return message;
    }
  }
}
