package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * Gives what is published at the {@link Backplane} of a name, wherever that runs, from a moment
 * after its start until the backplane ends.
 *
 * @param <T> the type of its messages
 */
public final class SubscribeTo<T> extends Component<Object, T> {
  private final String name;
  private final Class<T> type;
  private final Backplane.WhenFull whenFull;

  /** The backplane's loop's alone. */
  private Backplane.@Nullable Subscription<?> subscription;

  /**
   * Makes a subscriber. When it starts, there must be a backplane of that name.
   *
   * @param backplane its name
   * @param type what is published there
   * @param whenFull what happens when this has no room
   */
  public SubscribeTo(String backplane, Class<T> type, Backplane.WhenFull whenFull) {
    this.name = backplane;
    this.type = type;
    this.whenFull = whenFull;
  }

  @Override
  @SuppressWarnings("unchecked") // as far as the type is known, the tracker has checked it
  protected void run() {
    if (!(tracker().service(name, type).owner() instanceof Backplane<?> backplane)) {
      throw new IllegalArgumentException(name + " is no backplane");
    }
    Inbox<T> published = addInbox("published", type);
    Loop there = backplane.loop();
    // Not waited for: two loops must not wait for each other.
    there.run(() -> subscription = ((Backplane<T>) backplane).subscribe(published, whenFull));
    try {
      for (T message : published) {
        outbox.send(message);
      }
    } finally {
      there.run(
          () -> {
            if (subscription != null) {
              subscription.cancel();
            }
          });
    }
  }
}
