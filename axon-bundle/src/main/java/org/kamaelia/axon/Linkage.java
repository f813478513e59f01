package org.kamaelia.axon;

/**
 * A link from a box to a box, and the handle by which it is cut.
 *
 * <p>An outbox feeds an inbox; the two passthrough kinds let a component wrap others: its inbox
 * feeds the inbox of an enclosed component, and the outbox of an enclosed component feeds its
 * outbox. Many sources may share a destination; a source has one destination.
 *
 * <p>Threading: links are made and cut on the source's loop. Called from there, or before any of
 * the two components is in a group, it happens at once; called from a thread that is on no loop,
 * that thread waits. Where the destination lives on another loop it hears of the link a moment
 * later, in order with the messages.
 *
 * @param source where messages come from
 * @param destination where they go
 */
public record Linkage(Box<?> source, Box<?> destination) {

  /**
   * Links two boxes by name, checking what the compiler cannot.
   *
   * @param from the component that sends; its outbox is meant, or its inbox if it has no outbox of
   *     that name (a passthrough)
   * @param outbox the name of the source
   * @param to the component that receives; its inbox is meant, or its outbox if it has no inbox of
   *     that name (a passthrough)
   * @param inbox the name of the destination
   * @throws IllegalArgumentException if a box does not exist, or the types do not fit
   */
  public static Linkage link(
      Component<?, ?> from, String outbox, Component<?, ?> to, String inbox) {
    return link(from.source(outbox), to.destination(inbox));
  }

  /** Cuts the link; without effect if it is cut already. Messages that were sent stay sent. */
  public void unlink() {
    source.unlink(destination);
  }

  /** {@code source -> destination}. */
  @Override
  public String toString() {
    return source + " -> " + destination;
  }

  static Linkage link(Box<?> source, Box<?> destination) {
    if (!destination.type.isAssignableFrom(source.type) && source.type != Object.class) {
      throw new IllegalArgumentException(
          "%s gives %s, which %s does not take: it takes %s"
              .formatted(source, source.type.getName(), destination, destination.type.getName()));
    }
    return source.link(destination);
  }
}
