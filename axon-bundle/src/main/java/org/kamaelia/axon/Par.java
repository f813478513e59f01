package org.kamaelia.axon;

/**
 * Components side by side: what any of them makes comes out as it is made, and a signal reaches all
 * of them. It ends when all of them have ended. They have no common input: what is sent to the
 * {@code inbox} is dropped.
 *
 * {@snippet :
 * Pipeline.of(Par.of(news, weather), printer)
 * }
 *
 * @param <O> what they make
 */
public final class Par<O> extends Composite<Object, O> {
  private Par() {}

  /** The components side by side. */
  @SafeVarargs
  public static <O> Par<O> of(Component<?, ? extends O>... parts) {
    Par<O> par = new Par<>();
    for (Component<?, ? extends O> part : parts) {
      par.include(part);
      part.outbox().linkTo(par.outbox());
    }
    return par;
  }

  @Override
  void advance() {
    while (inbox.poll().isPresent()) {
      // Nobody takes it.
    }
  }
}
