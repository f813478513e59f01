package org.kamaelia.axon;

/**
 * Publishes what comes to it at the {@link Backplane} of a name, wherever that runs.
 *
 * @param <T> the type of its messages
 */
public final class PublishTo<T> extends Component<T, Object> {
  private final String backplane;
  private final Class<T> type;

  /**
   * Makes a publisher. When it starts, there must be a backplane of that name.
   *
   * @param backplane its name
   * @param type what is published
   */
  public PublishTo(String backplane, Class<T> type) {
    this.backplane = backplane;
    this.type = type;
  }

  @Override
  protected void run() {
    Outbox<T> publication = addOutbox("publication", type);
    publication.linkTo(tracker().service(backplane, type));
    for (T message : inbox) {
      publication.send(message);
    }
  }
}
