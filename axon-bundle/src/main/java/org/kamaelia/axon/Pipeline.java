package org.kamaelia.axon;

/**
 * Components in a row, as a Unix pipe joins programs: each one's {@code outbox} feeds the next
 * one's {@code inbox}, and its {@code signal} the next one's {@code control}. The pipeline is a
 * component itself: what comes to it goes to the first, what the last makes comes out of it. It
 * ends when all of them have ended.
 *
 * {@snippet :
 * Pipeline.of(source, upperCase).to(printer)
 * }
 *
 * @param <I> what the first one takes
 * @param <O> what the last one makes
 */
public final class Pipeline<I, O> extends Composite<I, O> {
  private final Component<? super I, ?> first;
  private Component<?, O> last;
  private Linkage out;
  private Linkage outSignal;
  private boolean circular;

  private Pipeline(Component<? super I, O> only) {
    include(only);
    inbox().linkTo(only.inbox());
    control().linkTo(only.control());
    first = only;
    last = only;
    out = only.outbox().linkTo(outbox());
    outSignal = only.signal().linkTo(signal());
  }

  /** A row of one, to which more can be added with {@link #to}. */
  public static <I, O> Pipeline<I, O> of(Component<I, O> only) {
    return new Pipeline<>(only);
  }

  /** A row of two, to which more can be added with {@link #to}. */
  public static <I, M, O> Pipeline<I, O> of(Component<I, M> first, Component<? super M, O> second) {
    return of(first).to(second);
  }

  /** A row of three, to which more can be added with {@link #to}. */
  public static <I, M, N, O> Pipeline<I, O> of(
      Component<I, M> first, Component<? super M, N> second, Component<? super N, O> third) {
    return of(first).to(second).to(third);
  }

  /**
   * Adds a component at the end of the row, before the pipeline is started.
   *
   * @return this pipeline, which now makes what the added component makes
   */
  @SuppressWarnings("unchecked") // from here on it is a pipeline of that type
  public <P> Pipeline<I, P> to(Component<? super O, P> next) {
    include(next);
    out.unlink();
    outSignal.unlink();
    last.outbox().linkTo(next.inbox());
    last.signal().linkTo(next.control());
    Pipeline<I, P> longer = (Pipeline<I, P>) this;
    longer.last = next;
    longer.out = next.outbox().linkTo(longer.outbox());
    longer.outSignal = next.signal().linkTo(longer.signal());
    return longer;
  }

  /**
   * Closes a row to a circle, before it is started: what the last makes goes to the first, with
   * what comes to the pipeline. Nothing comes out. A circle has room for as much as its inboxes:
   * whoever puts in more than is taken out stops it.
   *
   * @return the same pipeline
   */
  public static <T> Pipeline<T, T> circular(Pipeline<T, T> row) {
    row.out.unlink();
    row.out = row.last.outbox().linkTo(row.first.inbox());
    row.circular = true;
    return row;
  }

  /** In a circle everybody is fed by another, so no input would ever end. */
  @Override
  protected void finishing(Signal.Shutdown shutdown) {
    if (circular && !first.isAttentive()) {
      first.inbox().cutOff();
    }
  }
}
