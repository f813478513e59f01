package org.kamaelia.axon;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Who waits on an inbox's loop for room in it, first come first served. Made when somebody first
 * waits: most inboxes are never full.
 *
 * @param <T> the type of the inbox's messages
 */
final class Senders<T> {
  private final Inbox<T> inbox;
  private final ArrayDeque<Task> tasks = new ArrayDeque<>(2);
  private long waited;

  Senders(Inbox<T> inbox) {
    this.inbox = inbox;
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }

  /** How often somebody found the inbox full. */
  long waited() {
    return waited;
  }

  /**
   * Waits in the sender's body until the message has been let in. The taker lets it in itself, so
   * that the place which it made is never lost, and the next message can follow in the same turn.
   *
   * @return false if the sender must look again where its messages go
   */
  boolean await(Strand sender, T message) {
    sender.sendsTo = inbox;
    sender.pending = message;
    add(sender);
    try {
      do {
        sender.suspend();
      } while (sender.sendsTo == inbox);
      return sender.pending == null;
    } finally {
      if (sender.sendsTo == inbox) {
        sender.sendsTo = null;
        tasks.removeFirstOccurrence(sender);
        inbox.setCrowded();
      }
      sender.pending = null;
    }
  }

  /** Gives the task a turn when there is room. */
  void wakeLater(Task sender) {
    if (!tasks.contains(sender)) {
      add(sender);
    }
  }

  /** Lets in the message of the strand that has waited longest. There is room for it. */
  @SuppressWarnings("unchecked") // what waits here was sent here
  void admit() {
    for (Task sender = next(); sender != null; sender = next()) {
      sender.wake();
      if (sender.pending != null) {
        T message = (T) sender.pending;
        sender.pending = null;
        inbox.put(message);
        return;
      }
    }
  }

  /** All look again where their messages go. */
  void wakeAll() {
    for (Task sender = next(); sender != null; sender = next()) {
      sender.wake();
    }
  }

  private void add(Task sender) {
    waited++;
    tasks.addLast(sender);
    inbox.setCrowded();
  }

  private @Nullable Task next() {
    Task sender = tasks.pollFirst();
    if (sender != null) {
      sender.sendsTo = null;
      inbox.setCrowded();
    }
    return sender;
  }
}
