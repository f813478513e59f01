package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives each message that comes in to every subscriber: the same object, nothing is copied. Publish
 * by linking to its {@code inbox}, subscribe with {@link #subscribe}. It ends when its publishers
 * have ended, and its subscribers' streams with it.
 *
 * <p>Without a publisher it waits; without a subscriber it discards. While it runs it is found by
 * its name in the system's {@link Tracker}, which {@link PublishTo} and {@link SubscribeTo} use.
 *
 * @param <T> the type of its messages
 */
public sealed class Backplane<T> extends Device<T, T> permits Splitter {
  /** How many messages are given at a time. */
  private static final int ROW = 32;

  private final String name;
  private final List<Subscription<T>> subscriptions = new ArrayList<>();

  /** The messages that are being given, and how many; whose turn it is, and how many it has had. */
  private final @Nullable Object[] row = new Object[ROW];

  private int count;
  private int next;
  private int given;
  private int made;

  /** What happens to a message for which a subscriber has no room. */
  public enum WhenFull {
    /** Everybody waits for the subscriber. */
    WAIT,
    /** The message is dropped, and counted. */
    DROP_NEWEST,
    /**
     * The message that has waited longest is dropped, and counted. A subscriber on another loop
     * cannot be reached so far: there it is the newest.
     */
    DROP_OLDEST,
    /** The subscription ends; what is in the subscriber's inbox stays. */
    DISCONNECT
  }

  /**
   * Makes a backplane without subscribers.
   *
   * @param name how it is shown and found; one of that name in a system
   */
  public Backplane(String name) {
    this.name = name;
  }

  /** One subscriber's place. */
  public static final class Subscription<T> {
    private final Backplane<T> backplane;
    private final Outbox<T> outbox;
    private final WhenFull whenFull;
    private volatile long dropped;

    private Subscription(Backplane<T> backplane, Outbox<T> outbox, WhenFull whenFull) {
      this.backplane = backplane;
      this.outbox = outbox;
      this.whenFull = whenFull;
    }

    /** How many messages were dropped for this subscriber. Any thread. */
    public long dropped() {
      return dropped;
    }

    /**
     * Ends the subscription; the subscriber's stream ends if it has no other source. Any thread.
     */
    public void cancel() {
      backplane.onLoop(() -> backplane.remove(this));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop writes it
    private void drop() {
      dropped++;
      outbox.dropped();
    }
  }

  /**
   * Adds a subscriber: it gets the messages that come from now on. Any thread.
   *
   * @param subscriber where they go
   * @param whenFull what happens when it has no room
   */
  public Subscription<T> subscribe(Inbox<? super T> subscriber, WhenFull whenFull) {
    return onLoop(
        () -> {
          Outbox<T> outbox = addOutbox("to" + ++made, subscriber);
          outbox.linkTo(subscriber);
          Subscription<T> subscription = new Subscription<>(this, outbox, whenFull);
          subscriptions.add(subscription);
          return subscription;
        });
  }

  /** Its own outbox gets everything too. */
  final void subscribeOutbox() {
    subscriptions.add(new Subscription<>(this, outbox, WhenFull.WAIT));
  }

  final <R> R onLoop(Supplier<R> work) {
    Loop here = loop;
    return here == null ? work.get() : here.call(work);
  }

  @Override
  final void joined() {
    if (!(this instanceof Splitter)) {
      tracker().register(name, inbox);
    }
  }

  @Override
  protected final String kind() {
    return name;
  }

  @Override
  protected void turn() {
    while (count > 0 || take()) {
      if (!give()) {
        return;
      }
      Arrays.fill(row, 0, count, null);
      count = 0;
      next = 0;
    }
    if (inbox.atEnd()) {
      end();
    }
  }

  @Override
  final Wait waitsFor() {
    if (!rests()) {
      return Snapshot.NOTHING;
    }
    return count == 0
        ? Snapshot.messages(inbox)
        : Snapshot.room(subscriptions.get(next).outbox, true);
  }

  /** Takes as many messages as all that make others wait have room for, or one; false if none. */
  private boolean take() {
    if (inbox.isEmpty()) {
      return false;
    }
    int most = fits();
    for (var message = inbox.poll(); message.isPresent(); message = inbox.poll()) {
      row[count++] = message.get();
      if (count == most) {
        break;
      }
    }
    return true;
  }

  private int fits() {
    int fits = ROW;
    for (Subscription<T> subscription : subscriptions) {
      if (subscription.whenFull == WhenFull.WAIT) {
        fits = Math.min(fits, subscription.outbox.room());
      }
    }
    return Math.max(1, fits);
  }

  /**
   * Gives the messages to those who have not had them, the whole row to one after the other: the
   * caches then hold what each needs. False if one of them makes everybody wait.
   */
  @SuppressWarnings("unchecked") // only T is in the row
  private boolean give() {
    while (next < subscriptions.size()) {
      Subscription<T> subscription = subscriptions.get(next);
      boolean gone = false;
      while (given < count && !gone) {
        T message = (T) Objects.requireNonNull(row[given]);
        if (subscription.outbox.trySend(message) || giveToFull(subscription, message)) {
          given++;
        } else if (subscription.whenFull == WhenFull.WAIT && !subscription.outbox.isRefused()) {
          return false;
        } else {
          gone = true;
        }
      }
      given = 0;
      if (gone) {
        remove(subscription);
      } else {
        next++;
      }
    }
    return true;
  }

  /** Deals with a subscriber without room; false if it waits or goes. */
  private boolean giveToFull(Subscription<T> subscription, T message) {
    if (subscription.outbox.isRefused()) {
      return false;
    }
    return switch (subscription.whenFull) {
      case WAIT -> hasRoom(subscription.outbox) && subscription.outbox.trySend(message);
      case DISCONNECT -> false;
      case DROP_NEWEST -> {
        subscription.drop();
        yield true;
      }
      case DROP_OLDEST -> {
        subscription.drop();
        subscription.outbox.sendInPlaceOfOldest(message);
        yield true;
      }
    };
  }

  private boolean remove(Subscription<T> subscription) {
    int place = subscriptions.indexOf(subscription);
    if (place < 0) {
      return false;
    }
    subscriptions.remove(place);
    if (place < next) {
      next--;
    } else if (place == next) {
      given = 0;
    }
    if (subscription.outbox == outbox) {
      outbox.end();
    } else {
      removeBox(subscription.outbox);
    }
    wake();
    return true;
  }
}
