package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a component puts what it has made, without knowing who takes it. Delivery is straight into
 * the last inbox of the chain of linkages, at the time of sending.
 *
 * <p>An outbox without a linkage discards what is sent, and counts it. An outbox whose destination
 * has ended throws {@link EndOfStream}, as a Unix pipe without a reader ends its writer.
 *
 * <p>Threading: used from the owner's body only.
 *
 * @param <T> the type of its messages
 */
@ProviderType
public final class Outbox<T> extends Box<T> {
  /** The last inbox of the chain, when it is on this loop. */
  private @Nullable Inbox<T> local;

  /** What is on the way there, such as transformers. */
  private @Nullable Passage passage;

  /** The way into the chain's first inbox on another loop. */
  private @Nullable Departure<T> remote;

  private long discarded;

  /** The owner sends no more here. */
  private boolean over;

  Outbox(Component<?, ?> owner, String name, Class<?> type) {
    super(owner, name, type);
    open = 1;
  }

  /**
   * Sends a message; waits while the destination is full.
   *
   * @throws EndOfStream if the destination has ended
   */
  public void send(T message) {
    Objects.requireNonNull(message);
    T made = passage == null ? message : transform(message);
    if (made != null) {
      Inbox<T> inbox = local;
      if (inbox == null || !inbox.put(made)) {
        sendSlowly(made);
      }
    }
  }

  /**
   * Sends a message if that needs no waiting.
   *
   * @return false if the destination is full or has ended, see {@link #isRefused}; the message is
   *     then not sent
   */
  public boolean trySend(T message) {
    Objects.requireNonNull(message);
    if (passage != null) {
      // Only what will go through is transformed, as a function may count what it sees.
      if (isRefused() || room() == 0) {
        return false;
      }
      T made = transform(message);
      return made == null || deliver(made);
    }
    return deliver(message);
  }

  /**
   * Ends this outbox before its owner ends: the destination sees the end of the stream after what
   * was sent. Without effect the second time; sending afterwards is a mistake.
   */
  public void end() {
    if (!over) {
      over = true;
      leaveWay();
      closed();
    }
  }

  /** How many messages nobody got: nothing was linked, or a policy dropped them. */
  public long discarded() {
    return discarded;
  }

  /** Links this outbox to an inbox. Any thread, see {@link Linkage}. */
  public Linkage linkTo(Inbox<? super T> destination) {
    return link(destination);
  }

  /**
   * Passes all that is sent here on to the outbox of an enclosing component. Any thread, see {@link
   * Linkage}.
   */
  public Linkage linkTo(Outbox<? super T> enclosing) {
    return link(enclosing);
  }

  /**
   * Whether a send would not wait; if it would, the task has a turn when there is room. An ended
   * destination has room: the send says so.
   */
  boolean hasRoom(Task sender) {
    if (room() > 0) {
      return true;
    }
    if (local != null) {
      local.senders().wakeLater(sender);
      return false;
    }
    return remote == null || !remote.awaitRoom(sender);
  }

  /** How many messages would go through at once: any number where nobody takes them. */
  int room() {
    if (local != null) {
      return local.free();
    }
    return remote != null ? remote.room() : Integer.MAX_VALUE;
  }

  /** The inbox on which a send would wait just now, if it would. */
  @Nullable Inbox<?> full() {
    if (room() > 0) {
      return null;
    }
    return remote == null ? local : remote.entry();
  }

  /**
   * Whether the destination has ended, so that {@link #trySend} is refused for good and not just
   * until there is room. Without a linkage nothing is refused, but discarded.
   */
  public boolean isRefused() {
    return local != null ? local.isClosed() : remote != null && remote.isClosed();
  }

  /**
   * Sends to a full destination by dropping what has waited longest there, if it can be reached.
   */
  void sendInPlaceOfOldest(T message) {
    if (local != null) {
      local.dropOldest();
      trySend(message);
    }
  }

  /** Sends although there is no room: for the last words of a component. */
  void sendAnyway(T message) {
    T made = passage == null ? message : transform(message);
    if (made != null && local != null) {
      local.putAnyway(made);
    } else if (made != null && remote != null && !remote.offer(made)) {
      remote.offerAnyway(made);
    }
  }

  /** The owner has ended. */
  void ownerEnded() {
    end();
    if (ended) {
      detach();
    }
  }

  @Override
  void opened() {
    open++;
    resume();
  }

  @Override
  void closed() {
    if (--open == 0) {
      finish();
    }
  }

  @Override
  @SuppressWarnings("unchecked") // linkTo and Linkage.link have checked the types of the chain
  void aim() {
    final Inbox<T> before = local;
    leaveWay();
    passage = null;
    if (over) {
      return;
    }
    List<Transformer<Object, Object>> stages = new ArrayList<>(0);
    Box<?> reached = last(this);
    while (reached instanceof Inbox<?> inbox
        && inbox.sharesLoopWith(this)
        && inbox.owner instanceof Transformer<?, ?> transformer
        && transformer.isDirect()
        && !stages.contains(transformer)
        && !(last(transformer.outbox()) instanceof Outbox)) {
      stages.add((Transformer<Object, Object>) transformer);
      reached = last(transformer.outbox());
    }
    if (reached instanceof Inbox<?> inbox) {
      if (inbox.sharesLoopWith(this)) {
        local = (Inbox<T>) inbox;
      } else {
        remote = new Departure<>(((Inbox<T>) inbox).transit(), owner.loop());
      }
      Traces traces = owner.loop == null ? null : owner.loop.traces;
      passage =
          traces == null ? Transformer.Fused.of(this, stages) : traces.passage(this, stages, inbox);
    }
    if (before != null && before != local) {
      before.wakeAllSenders();
    }
  }

  /** Takes a faster passage for the same way, unless the way has changed. */
  void replace(Passage slower, Passage faster) {
    if (passage == slower) {
      passage = faster;
    }
  }

  private void leaveWay() {
    if (remote != null) {
      remote.close();
    }
    local = null;
    remote = null;
  }

  /** Counts a message that its owner drops, as there is no room. */
  void dropped() {
    discarded++;
  }

  private void discard() {
    if (over) {
      throw new IllegalStateException(this + " was ended by its owner, who cannot send any more");
    }
    discarded++;
  }

  /** The end of the chain from here on this loop, or the first box of it on another loop. */
  private static Box<?> last(Box<?> start) {
    Box<?> box = start;
    while (box.next != null && box.sharesLoopWith(start)) {
      box = box.next;
    }
    return box;
  }

  /** What a topology shows of this box. */
  Topology.OutboxInfo info() {
    return new Topology.OutboxInfo(
        name(), type.getSimpleName(), Snapshot.destination(this), discarded, ended);
  }

  @SuppressWarnings("unchecked") // what comes out of the last stage is what the last inbox takes
  private @Nullable T transform(T message) {
    return (T) Objects.requireNonNull(passage).apply(message);
  }

  private boolean deliver(T message) {
    if (local != null) {
      return local.put(message);
    }
    if (remote != null) {
      return remote.offer(message);
    }
    discard();
    return true;
  }

  private void sendSlowly(T message) {
    boolean raw = passage == null;
    while (true) {
      if (raw && passage != null) {
        // Linked anew while it waited: it has to pass what is on the way now.
        send(message);
        return;
      }
      Inbox<T> inbox = local;
      Departure<T> departure = remote;
      if (inbox != null) {
        if (inbox.put(message)) {
          return;
        }
        if (inbox.isClosed()) {
          throw new EndOfStream(inbox);
        }
        if (inbox.senders().await(owner.strand(), message)) {
          return;
        }
      } else if (departure != null) {
        if (departure.offer(message)) {
          // The taker may keep pace for ever: the loop's other components get their turns as well.
          owner.breathe();
          return;
        }
        if (departure.isClosed()) {
          throw new EndOfStream(departure.entry());
        }
        Strand strand = owner.strand();
        if (!departure.linger() && departure.awaitRoom(strand)) {
          strand.suspendAt(departure.entry());
        }
      } else {
        discard();
        owner.breathe();
        return;
      }
    }
  }
}
