package org.kamaelia.axon;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where messages for a component wait. Bounded: a sender waits while it is full. The end of the
 * stream comes after the last message, once all sources have ended: {@code for (var m : inbox)}
 * just finishes.
 *
 * <p>Threading: used from the owner's body only.
 *
 * @param <T> the type of its messages
 */
@ProviderType
public final class Inbox<T> extends Box<T> implements Iterable<T> {
  /** The limit of an inbox that was not given one. */
  public static final int DEFAULT_LIMIT = 64;

  /** The limit of an inbox that takes whatever is sent. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private static final @Nullable Object[] EMPTY = {};

  // A ring of this loop's alone: no fences, and its array grows only as far as messages pile up.
  private @Nullable Object[] ring = EMPTY;
  private long head;
  private long tail;

  /** How many messages fit before {@link #put} must look again: 0 once closed. */
  private int room;

  private int limit = DEFAULT_LIMIT;

  /** The owner rests until something comes. */
  private boolean waiting;

  /** The owner has looked here and found nothing: it cares. */
  private boolean attended;

  private boolean closed;

  /** Ended by decree: no more is taken than is there. */
  private boolean cut;

  /** Somebody waits to be let in, or may come from another loop. */
  private boolean crowded;

  private @Nullable Senders<T> senders;

  /** The ways in from other loops whose chain ends here. */
  private @Nullable Ways<T> ways;

  /** The way in from other loops whose chain starts here. */
  private volatile @Nullable Transit<T> transit;

  Inbox(Component<?, ?> owner, String name, Class<?> type) {
    super(owner, name, type);
  }

  /**
   * Takes the next message; waits for it.
   *
   * @throws EndOfStream if the stream has ended
   */
  public T receive() {
    return head != tail ? take() : receiveSlowly();
  }

  /**
   * Takes the next message; waits for it at most so long.
   *
   * @return the message, or nothing if the time is up
   * @throws EndOfStream if the stream has ended
   */
  public Optional<T> receive(Duration timeout) {
    if (!isReady()) {
      Selection.await(owner, owner.loop().clock.after(timeout), this);
    }
    T message = next();
    if (message == null && atEnd()) {
      throw new EndOfStream(this);
    }
    return Optional.ofNullable(message);
  }

  /** Takes the next message if there is one; never waits. */
  public Optional<T> poll() {
    T message = next();
    if (message == null) {
      attended = true;
    }
    return Optional.ofNullable(message);
  }

  /** Whether no message is here now. */
  public boolean isEmpty() {
    return head == tail && (ways == null || ways.isEmpty());
  }

  /** Whether the stream has ended: no message is here and none will come. */
  public boolean atEnd() {
    return (ended || cut) && isEmpty();
  }

  /** How many messages may wait here before senders wait. */
  public int limit() {
    return limit;
  }

  /**
   * Sets how many messages may wait here before senders wait. What is here already stays. Links
   * from other loops that are made already keep the limit they were made with; it counts apart from
   * what waits from this loop, and if several loops send at once each may add a batch of 32.
   *
   * @param limit at least 1; {@link #UNLIMITED} never makes a sender wait
   * @return this
   */
  public Inbox<T> limit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit is at least 1, not " + limit + ": " + this);
    }
    this.limit = limit;
    setRoom();
    wakeAllSenders();
    return this;
  }

  /** The messages as they come, until the stream ends. */
  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return head != tail || awaitMessage();
      }

      @Override
      public T next() {
        return receive();
      }
    };
  }

  /**
   * Hands all that comes here on to the inbox of an enclosed component, beginning with what waits
   * here now. Any thread, see {@link Linkage}.
   */
  public Linkage linkTo(Inbox<? super T> enclosed) {
    return link(enclosed);
  }

  // For outboxes on the same loop.

  boolean put(T message) {
    if (tail - head >= room && !grow()) {
      return false;
    }
    ring[(int) tail & (ring.length - 1)] = message;
    tail++;
    if (waiting) {
      rouse();
    }
    return true;
  }

  /** Puts a message in whatever the limit says; a closed inbox drops it. */
  void putAnyway(T message) {
    if (!closed) {
      append(message);
      rouse();
    }
  }

  /** Puts a message in front of all that waits, whatever the limit says. */
  void putBack(T message) {
    if (tail - head >= ring.length) {
      resize();
    }
    head--;
    ring[(int) head & (ring.length - 1)] = message;
    rouse();
  }

  /** Puts a message in whatever the limit says, and wakes nobody. */
  void append(T message) {
    if (tail - head >= ring.length) {
      resize();
    }
    ring[(int) tail & (ring.length - 1)] = message;
    tail++;
  }

  /** Puts so many messages in whatever the limit says, and wakes nobody. */
  void append(@Nullable Object[] messages, int from, int count) {
    while (depth() + count > ring.length) {
      resize();
    }
    int index = (int) tail & (ring.length - 1);
    int first = Math.min(count, ring.length - index);
    System.arraycopy(messages, from, ring, index, first);
    System.arraycopy(messages, from + first, ring, 0, count - first);
    tail += count;
  }

  /**
   * How many messages may come before it is full; a closed one refuses, which is another matter.
   */
  int free() {
    return closed ? limit : Math.max(0, limit - depth());
  }

  int depth() {
    return (int) (tail - head);
  }

  /** Forgets the message that has waited longest. */
  void dropOldest() {
    if (head != tail) {
      ring[(int) head & (ring.length - 1)] = null;
      head++;
    }
  }

  /** Whether the owner has ended, so nobody takes anything any more. */
  boolean isClosed() {
    return closed;
  }

  /** Who waits for room here. */
  Senders<T> senders() {
    if (senders == null) {
      senders = new Senders<>(this);
    }
    return senders;
  }

  /** Whoever waits for room here looks again where its messages go. */
  void wakeAllSenders() {
    if (senders != null) {
      senders.wakeAll();
    }
  }

  // For the owner.

  /** Something happened here: the owner has a turn if it waits for that. */
  void rouse() {
    if (waiting) {
      owner.wakeIfStarted();
    }
  }

  void waiting(boolean nowWaiting) {
    waiting = nowWaiting;
  }

  boolean isWaitedFor() {
    return waiting;
  }

  void attend() {
    attended = true;
  }

  boolean isAttended() {
    return attended;
  }

  /** Whether receiving needs no waiting: something is here, or nothing ever will be. */
  boolean isReady() {
    return !isEmpty() || ended || cut;
  }

  /** Ends the stream after what is here now. */
  void cutOff() {
    cut = true;
    if (next != null && !ended) {
      finish();
    }
    rouse();
  }

  /** Whether a source that is linked may still send here. */
  boolean isFed() {
    Transit<T> way = transit;
    return open > 0 || (way != null && way.isExpecting());
  }

  /** Whether a member of the group may still send here, and not just pass on what others send. */
  boolean isFedWithin(Group group) {
    return sources.stream()
        .anyMatch(
            source ->
                source instanceof Inbox<?> outer
                    ? outer.isFedWithin(group)
                    : !source.ended && source.owner.group == group);
  }

  /** The owner has ended: whoever sends here is told. */
  void close() {
    Leftovers.giveBack(this);
    closed = true;
    room = 0;
    head = tail;
    ring = EMPTY;
    wakeAllSenders();
    if (ways != null) {
      ways.close(owner);
    }
  }

  // Links.

  @Override
  void opened() {
    open++;
    resume();
  }

  @Override
  void closed() {
    if (--open == 0 && !isFed()) {
      finish();
      rouse();
    }
  }

  @Override
  @SuppressWarnings("unchecked") // linkTo and Linkage.link have checked the types of the chain
  void aim() {
    Box<?> box = this;
    while (box.next != null) {
      box = box.next;
    }
    Inbox<? super T> last = (Inbox<? super T>) box;
    if (last != this) {
      while (head != tail) {
        last.putAnyway(take());
      }
      wakeAllSenders();
    }
    Transit<T> way = transit;
    if (way != null) {
      Ways.lead(way, (Inbox<T>) last);
    }
  }

  /** The way in for senders on other loops, made when it is first asked for. Any thread. */
  Transit<T> transit() {
    Transit<T> way = transit;
    if (way == null) {
      synchronized (this) {
        way = transit;
        if (way == null) {
          way = new Transit<>(this, limit);
          transit = way;
          owner.loop().run(this::aim);
        }
      }
    }
    return way;
  }

  /** The ways in from other loops that end here. */
  Ways<T> ways() {
    if (ways == null) {
      ways = new Ways<>();
    }
    return ways;
  }

  /** What a topology shows of this box. */
  Topology.InboxInfo info() {
    int here = depth();
    int onTheWay = ways == null ? 0 : ways.size();
    long waited = senders == null ? 0 : senders.waited();
    long waitedAfar = ways == null ? 0 : ways.waited();
    // What passes straight through a transformer never is in its ring.
    long taken = owner instanceof Transformer<?, ?> transformer ? transformer.passed() : head;
    return new Topology.InboxInfo(
        name(),
        type.getSimpleName(),
        here + onTheWay,
        limit,
        taken + here + onTheWay,
        waited + waitedAfar,
        open,
        ended || cut,
        Snapshot.destination(this));
  }

  private @Nullable T next() {
    if (head == tail) {
      if (isEmpty()) {
        return null;
      }
      drain();
    }
    return take();
  }

  @SuppressWarnings("unchecked") // only T goes in
  private T take() {
    int index = (int) head & (ring.length - 1);
    T message = (T) ring[index];
    ring[index] = null;
    head++;
    if (crowded) {
      letIn();
    }
    assert message != null : "a place between head and tail has a message";
    return message;
  }

  private T receiveSlowly() {
    // Others keep this inbox full from afar: the loop's other components get their turns as well.
    owner.breathe();
    if (!awaitMessage()) {
      throw new EndOfStream(this);
    }
    T message = next();
    assert message != null : "only the owner takes";
    return message;
  }

  /** Waits for a message; false at the end of the stream. */
  private boolean awaitMessage() {
    if (ways != null && head == tail && !ended && ways.linger()) {
      return true;
    }
    if (!isEmpty()) {
      return true;
    }
    attended = true;
    if (!isReady()) {
      Strand strand = owner.strand();
      waiting = true;
      try {
        do {
          strand.suspend();
        } while (!isReady());
      } finally {
        waiting = false;
      }
    }
    return !isEmpty();
  }

  /** A message was taken: lets in others, and now and then those from other loops first. */
  private void letIn() {
    if ((head & 7) == 0 && free() > 0) {
      drain();
    }
    if (senders != null && !senders.isEmpty() && free() > 0) {
      senders.admit(); // it may hold more than its limit
    }
  }

  private void drain() {
    if (ways != null) {
      ways.drain();
    }
  }

  /** Works out whether a take has to think of others. */
  void setCrowded() {
    crowded = (senders != null && !senders.isEmpty()) || (ways != null && !ways.none());
  }

  /** Makes room in the ring up to the limit; false if it is full or closed. */
  private boolean grow() {
    if (closed || tail - head >= limit) {
      return false;
    }
    resize();
    return true;
  }

  private void resize() {
    @Nullable Object[] larger =
        new Object[ring.length == 0 ? Math.min(4, Integer.highestOneBit(limit)) : ring.length * 2];
    for (long i = head; i != tail; i++) {
      larger[(int) i & (larger.length - 1)] = ring[(int) i & (ring.length - 1)];
    }
    ring = larger;
    setRoom();
  }

  private void setRoom() {
    room = closed ? 0 : Math.min(ring.length, limit);
  }
}
