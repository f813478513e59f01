package org.kamaelia.axon;

import java.util.List;

/**
 * Sends what it was given, one after another, and ends.
 *
 * @param <T> the type of its messages
 */
public final class DataSource<T> extends Component<Object, T> {
  private final Iterable<? extends T> messages;

  /**
   * Makes a source.
   *
   * @param messages what it sends; asked for one at a time, as there is room
   */
  public DataSource(Iterable<? extends T> messages) {
    this.messages = messages;
  }

  /** A source of these messages. */
  @SafeVarargs
  @SuppressWarnings("varargs") // List.of only reads
  public static <T> DataSource<T> of(T... messages) {
    return new DataSource<>(List.of(messages));
  }

  @Override
  protected void run() {
    for (T message : messages) {
      outbox.send(message);
    }
  }
}
