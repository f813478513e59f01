package org.kamaelia.axon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
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
  private static final Transit<?>[] NO_TRANSITS = {};

  /** How often senders found it full. */
  long waited;

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

  private int blocked;
  private @Nullable ArrayDeque<Task> senders;

  /** Somebody waits to be let in, or may come from another loop. */
  private boolean crowded;

  /** The ways in from other loops whose chain ends here. */
  @SuppressWarnings("unchecked") // an empty array holds nothing of the wrong type
  private Transit<T>[] transits = (Transit<T>[]) NO_TRANSITS;

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
      owner.await(owner.loop().clock.after(timeout), this);
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
    if (head != tail) {
      return false;
    }
    for (Transit<T> way : transits) {
      if (!way.isEmpty()) {
        return false;
      }
    }
    return true;
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

  /** Puts a message in whatever the limit says, and wakes nobody. */
  void append(T message) {
    if (tail - head >= ring.length) {
      resize();
    }
    ring[(int) tail & (ring.length - 1)] = message;
    tail++;
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

  /**
   * Waits in the sender's body until the message has been let in. The taker lets it in itself, so
   * that the place which it made is never lost, and the next message can follow in the same turn.
   *
   * @return false if the sender must look again where its messages go
   */
  boolean awaitRoom(Strand sender, T message) {
    waited++;
    sender.sendsTo = this;
    sender.pending = message;
    block(sender);
    try {
      do {
        sender.suspend();
      } while (sender.sendsTo == this);
      return sender.pending == null;
    } finally {
      if (sender.sendsTo == this) {
        sender.sendsTo = null;
        forget();
        Objects.requireNonNull(senders).removeFirstOccurrence(sender);
      }
      sender.pending = null;
    }
  }

  /** Gives the task a turn when there is room. */
  void whenRoom(Task sender) {
    if (senders == null || !senders.contains(sender)) {
      waited++;
      block(sender);
    }
  }

  /** Whoever waits for room here looks again where its messages go. */
  void wakeAllSenders() {
    for (Task sender = nextSender(); sender != null; sender = nextSender()) {
      sender.wake();
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
    for (Transit<T> way : transits) {
      way.close();
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
      aim(way, (Inbox<T>) last);
    }
  }

  /** The way in for senders on other loops, made when it is first asked for. Any thread. */
  Transit<T> transit() {
    Transit<T> way = transit;
    if (way == null) {
      synchronized (this) {
        way = transit;
        if (way == null) {
          Loop loop = owner.loop();
          way = new Transit<>(this, limit, loop.axon.loops.size());
          transit = way;
          loop.run(this::aim);
        }
      }
    }
    return way;
  }

  private static <T> void aim(Transit<T> way, Inbox<T> inbox) {
    Inbox<T> before = way.last();
    if (before == inbox) {
      return;
    }
    if (before != null) {
      int at = Arrays.asList(before.transits).indexOf(way);
      Transit<T>[] fewer = Arrays.copyOf(before.transits, before.transits.length - 1);
      System.arraycopy(before.transits, at + 1, fewer, at, fewer.length - at);
      before.transits = fewer;
      before.setCrowded();
    }
    way.last(inbox);
    if (inbox.closed) {
      way.close();
    } else {
      way.open();
    }
    inbox.transits = Arrays.copyOf(inbox.transits, inbox.transits.length + 1);
    inbox.transits[inbox.transits.length - 1] = way;
    inbox.setCrowded();
    inbox.owner.fedFromAfar(way);
    if (!way.isEmpty()) {
      inbox.rouse();
    }
  }

  /** What a topology shows of this box. */
  Topology.InboxInfo info() {
    int here = depth();
    int onTheWay = 0;
    long waitedAfar = 0;
    for (Transit<T> way : transits) {
      onTheWay += way.size();
      waitedAfar += way.waited();
    }
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
    if (transits.length == 1 && head == tail && !ended && transits[0].linger()) {
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

  private void block(Task sender) {
    if (senders == null) {
      senders = new ArrayDeque<>(2);
    }
    senders.addLast(sender);
    blocked++;
    setCrowded();
  }

  /** A message was taken: lets in others, and now and then those from other loops first. */
  private void letIn() {
    if ((head & 7) == 0 && free() > 0) {
      drain();
    }
    if (blocked != 0) {
      admit();
    }
  }

  private void drain() {
    for (Transit<T> way : transits) {
      way.drain();
    }
  }

  /** Lets in the message of the strand that has waited longest, if it fits. */
  @SuppressWarnings("unchecked") // what waits here was sent here
  private void admit() {
    if (free() == 0) {
      return; // it held more than its limit
    }
    for (Task sender = nextSender(); sender != null; sender = nextSender()) {
      sender.wake();
      if (sender.pending != null) {
        T message = (T) sender.pending;
        sender.pending = null;
        put(message);
        return;
      }
    }
  }

  private void forget() {
    blocked--;
    setCrowded();
  }

  private void setCrowded() {
    crowded = blocked != 0 || transits.length != 0;
  }

  private @Nullable Task nextSender() {
    Task sender = blocked == 0 || senders == null ? null : senders.pollFirst();
    if (sender != null) {
      forget();
      sender.sendsTo = null;
    }
    return sender;
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
