package org.kamaelia.axon;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds services by name: the inbox to which a component links that wants one, so that neither has
 * to know the other. Keeps named values as well. Each {@link Axon} has its own; there is no global
 * one.
 *
 * {@snippet :
 * axon.tracker().register("log", log.inbox());
 * ...
 * outbox.linkTo(tracker().service("log", String.class)); // in a body
 * }
 *
 * <p>A service goes when its component ends, without being unregistered.
 *
 * <p>Threading: any thread.
 */
@ProviderType
public final class Tracker {
  private final ConcurrentMap<String, Inbox<?>> services = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Object> values = new ConcurrentHashMap<>();

  Tracker() {}

  /**
   * Makes an inbox known by a name.
   *
   * @throws IllegalStateException if the name is taken
   */
  public void register(String name, Inbox<?> inbox) {
    forgetEnded();
    Inbox<?> before = services.putIfAbsent(name, inbox);
    if (before != null) {
      throw new IllegalStateException(
          "%s is %s already, so it cannot be %s".formatted(name, before, inbox));
    }
  }

  /**
   * Takes a service away.
   *
   * @throws NoSuchElementException if there is no such service
   */
  public void unregister(String name) {
    forgetEnded();
    if (services.remove(name) == null) {
      throw none("service", name, services);
    }
  }

  /**
   * The inbox of a service.
   *
   * @param type what will be sent there
   * @throws NoSuchElementException if there is no such service
   * @throws IllegalArgumentException if it takes something else
   */
  @SuppressWarnings("unchecked") // as far as the inbox's type is known, it was checked
  public <T> Inbox<? super T> service(String name, Class<T> type) {
    forgetEnded();
    Inbox<?> inbox = services.get(name);
    if (inbox == null) {
      throw none("service", name, services);
    }
    if (!inbox.type.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          "%s is %s, which takes %s: not %s"
              .formatted(name, inbox, inbox.type.getName(), type.getName()));
    }
    return (Inbox<? super T>) inbox;
  }

  /** The names of the services; a copy. */
  public SortedSet<String> services() {
    forgetEnded();
    return new TreeSet<>(services.keySet());
  }

  /**
   * Begins to keep a value.
   *
   * @throws IllegalStateException if there is one of that name
   */
  public void track(String name, Object value) {
    Object before = values.putIfAbsent(name, value);
    if (before != null) {
      throw new IllegalStateException(
          "%s is tracked already, as %s: update it".formatted(name, before));
    }
  }

  /**
   * Changes a value.
   *
   * @throws NoSuchElementException if there is none of that name
   */
  public void update(String name, Object value) {
    if (values.replace(name, value) == null) {
      throw none("value", name, values);
    }
  }

  /**
   * Reads a value.
   *
   * @param type what it is
   * @throws NoSuchElementException if there is none of that name
   * @throws ClassCastException if it is something else
   */
  public <V> V value(String name, Class<V> type) {
    Object value = values.get(name);
    if (value == null) {
      throw none("value", name, values);
    }
    return type.cast(value);
  }

  /** The names of the values; a copy. */
  public SortedSet<String> values() {
    return new TreeSet<>(values.keySet());
  }

  private void forgetEnded() {
    services
        .values()
        .removeIf(
            inbox ->
                switch (inbox.owner().state()) {
                  case NEW, ACTIVE -> false;
                  case ENDED, FAILED -> true;
                });
  }

  private static NoSuchElementException none(String what, String name, Map<String, ?> all) {
    return new NoSuchElementException(
        "no %s %s; there is %s".formatted(what, name, new TreeSet<>(all.keySet())));
  }
}
