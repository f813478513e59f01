package org.kamaelia.axon;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One loop's way into a {@link Transit}: a ring that this loop fills and the taker's empties. The
 * sender gathers a {@link #BATCH} of messages, or what it has when its turn ends; they go in and
 * out all at once, as neither can go on for long while the other has the ring's memory.
 *
 * <p>Each number that changes with the messages is {@linkplain Padded alone}; what else is in here
 * changes seldom, as both loops read it.
 *
 * @param <T> the type of its messages
 */
final class Lane<T> {
  /** How many messages go or come at once. */
  static final int BATCH = 32;

  /** Up to this limit room for all is set aside beforehand; above, there is a chain of pieces. */
  static final int LARGEST_RING = 1 << 16;

  private static final int PIECE = 1 << 10;

  final Loop from;
  private final Transit<T> transit;
  private final int size;
  private final boolean endless;

  /** How many have departed. */
  private final Padded sent = new Padded();

  // The sender's alone.

  private final @Nullable Object[] gathered = new Object[BATCH];

  /** How many are gathered. */
  private final Padded count = new Padded();

  /** For how many there was room when the first of them was. */
  private final Padded most = new Padded();

  private @Nullable Object[] filling;

  /** The loop will call at its turn's end. */
  private boolean announced;

  // The taker's alone.

  /** How many were moved on. */
  private final Padded moved = new Padded();

  private @Nullable Object[] emptying;

  Lane(Transit<T> transit, Loop from, int limit) {
    this.transit = transit;
    this.from = from;
    endless = limit > LARGEST_RING;
    size = endless ? PIECE : Integer.highestOneBit(2 * limit - 1);
    filling = newPiece();
    emptying = filling;
  }

  /** The messages, and in a chain the next piece behind them. */
  private @Nullable Object[] newPiece() {
    return new Object[endless ? size + 1 : size];
  }

  // On the sender's loop.

  /** Takes a message; false if there is no room, or if the way is closed. */
  boolean add(T message) {
    if (transit.isClosed()) {
      return false;
    }
    int at = (int) count.getPlain();
    if (at == 0) {
      int room = Math.min(transit.free(), BATCH);
      if (room == 0) {
        return false;
      }
      most.setPlain(room);
    }
    gathered[at] = message;
    count.setPlain(at + 1);
    if (at + 1 == most.getPlain() || transit.isResting()) {
      depart();
    } else if (!announced) {
      announced = true;
      from.departing.add(this);
    }
    return true;
  }

  /** Whether messages have not departed yet. */
  boolean isBegun() {
    return count.getPlain() != 0;
  }

  /** How many fit beside those: one at least, as a full batch departs. */
  int room() {
    return (int) (most.getPlain() - count.getPlain());
  }

  /** At the end of the turn. */
  void turnEnds() {
    announced = false;
    depart();
  }

  /** Sends them on their way. */
  void depart() {
    int many = (int) count.getPlain();
    if (many == 0) {
      return;
    }
    long at = sent.getPlain();
    for (int done = 0; done < many; ) {
      int index = index(at + done);
      if (index == 0 && endless && at + done != 0) {
        @Nullable Object[] next = newPiece();
        filling[size] = next;
        filling = next;
      }
      int length = Math.min(many - done, size - index);
      System.arraycopy(gathered, done, filling, index, length);
      done += length;
    }
    Arrays.fill(gathered, 0, many, null);
    count.setPlain(0);
    sent.set(at + many);
    transit.came();
  }

  // On any loop.

  long sent() {
    return sent.get();
  }

  // On the taker's loop.

  boolean isEmpty() {
    return moved.getPlain() == sent.get();
  }

  long moved() {
    return moved.getPlain();
  }

  /** Moves messages on to an inbox, up to a batch. */
  void moveTo(Inbox<T> inbox) {
    move(inbox, BATCH);
  }

  /** Forgets all messages. */
  void clear() {
    move(null, Integer.MAX_VALUE);
  }

  private void move(@Nullable Inbox<T> inbox, int most) {
    long at = moved.getPlain();
    long to = Math.min(sent.get(), at + most);
    while (at != to) {
      int index = index(at);
      if (index == 0 && endless && at != 0) {
        emptying = (@Nullable Object[]) Objects.requireNonNull(emptying[size]);
      }
      int length = (int) Math.min(to - at, size - index);
      if (inbox != null) {
        inbox.append(emptying, index, length);
      }
      Arrays.fill(emptying, index, index + length, null);
      at += length;
    }
    moved.setPlain(to);
  }

  private int index(long at) {
    return (int) at & (size - 1);
  }
}
