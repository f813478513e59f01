package org.kamaelia.axon;

import java.util.Arrays;

/**
 * The ways from other loops that end at an inbox, because their chain does. The inbox's loop's
 * alone.
 *
 * @param <T> the type of the inbox's messages
 */
final class Ways<T> {
  private static final Transit<?>[] NONE = {};

  @SuppressWarnings("unchecked") // an empty array holds nothing of the wrong type
  private Transit<T>[] all = (Transit<T>[]) NONE;

  /** Leads a way to an inbox, away from where it led before. */
  static <T> void lead(Transit<T> way, Inbox<T> inbox) {
    Inbox<T> before = way.last();
    if (before == inbox) {
      return;
    }
    if (before != null) {
      before.ways().remove(way);
      before.setCrowded();
      before.owner.notFedFromAfar(way);
    }
    way.last(inbox);
    if (inbox.isClosed()) {
      way.close();
    } else {
      way.open();
      inbox.owner.fedFromAfar(way);
    }
    inbox.ways().add(way);
    inbox.setCrowded();
    way.settle(); // what was taken before, senders hear of now: the new owner may rest already
    if (!way.isEmpty()) {
      inbox.rouse();
    }
  }

  /** Whether no way leads here. */
  boolean none() {
    return all.length == 0;
  }

  /** Whether nothing has come; if so, the loop will be told when something comes. */
  boolean isEmpty() {
    for (Transit<T> way : all) {
      if (!way.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Looks a moment whether something comes, if there is one place to look; true if so. */
  boolean linger() {
    return all.length == 1 && all[0].linger();
  }

  /** Moves what has come, up to a batch from each way, to the inbox. */
  void drain() {
    for (Transit<T> way : all) {
      way.drain();
    }
  }

  /** Whoever sends here is told that nobody takes it. */
  void close(Component<?, ?> owner) {
    for (Transit<T> way : all) {
      way.close();
      owner.notFedFromAfar(way);
    }
  }

  /** How many messages are on the way. */
  int size() {
    int size = 0;
    for (Transit<T> way : all) {
      size += way.size();
    }
    return size;
  }

  /** How often senders found a way full. */
  long waited() {
    long waited = 0;
    for (Transit<T> way : all) {
      waited += way.waited();
    }
    return waited;
  }

  private void add(Transit<T> way) {
    all = Arrays.copyOf(all, all.length + 1);
    all[all.length - 1] = way;
  }

  private void remove(Transit<T> way) {
    int at = Arrays.asList(all).indexOf(way);
    Transit<T>[] fewer = Arrays.copyOf(all, all.length - 1);
    System.arraycopy(all, at + 1, fewer, at, fewer.length - at);
    all = fewer;
  }
}
