package org.kamaelia.axon;

/**
 * Passes on what there is room for and drops the rest, so that a slow destination never makes a
 * source wait: for live media, say. It ends when its destination has.
 *
 * @param <T> the type of its messages
 */
public final class LossyConnector<T> extends Component<T, T> {
  private volatile long dropped;

  /** Makes a connector. */
  public LossyConnector() {}

  /** How many messages were dropped. Any thread. */
  public long dropped() {
    return dropped;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the body writes it
  protected void run() {
    for (T message : inbox) {
      if (!outbox.trySend(message)) {
        if (outbox.isRefused()) {
          return;
        }
        dropped++;
        outbox.dropped();
      }
    }
  }
}
