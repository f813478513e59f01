package org.kamaelia.axon;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes components one at a time, each for a request that comes to {@link #next}, and lends it the
 * {@code inbox} and the {@code outbox}. So what ends after one use, such as a file reader, is used
 * again and again. What a child that ends by itself leaves in its inbox is the next one's.
 *
 * <p>When a child has ended and no request waits, it asks at {@link #requestNext}. A request that
 * comes earlier tells the child to finish, and waits until it has ended. What children say at their
 * {@code signal} is dropped.
 *
 * <p>The carousel ends with the last child when the requests end. A {@link Signal.ProducerFinished}
 * at its {@code control} says that one of those which feed it has ended. So it ends, too, when what
 * was sent has been dealt with: the requests that wait, and then the messages that wait and those
 * of sources which go on, as long as a request for them may come. A {@link Signal.Shutdown}
 * discards all that.
 *
 * {@snippet :
 * var player = new Carousel<Path, Object, ByteBuffer>(ReadFile::new);
 * playlist.outbox().linkTo(player.next());
 * player.requestNext().linkTo(playlist.inbox());
 * }
 *
 * @param <A> a request, from which a child is made
 * @param <I> what children take
 * @param <O> what children make
 */
public final class Carousel<A, I, O> extends Component<I, O> {
  /** A child that was told to finish may take as long as it likes. */
  private static final Duration PATIENCE = Duration.ofDays(36_500);

  private final Function<? super A, ? extends Component<I, O>> factory;
  private final Inbox<A> next = newInbox("next", Object.class);
  private final Outbox<Chooser.Move> requestNext = addOutbox("requestNext", Chooser.Move.class);
  private final Inbox<Component<?, ?>> ends = newInbox("ends", Component.class);
  private boolean asksFirst;
  private boolean finishing;
  private boolean discarding;

  /**
   * Makes a carousel that waits for its first request.
   *
   * @param factory makes a child from a request; what it throws ends the carousel
   */
  @SuppressWarnings("this-escape") // a box keeps its owner and does not look at it yet
  public Carousel(Function<? super A, ? extends Component<I, O>> factory) {
    this.factory = factory;
    ends.limit(Inbox.UNLIMITED);
  }

  /** Asks for the first request as well. */
  public Carousel<A, I, O> askingFirst() {
    asksFirst = true;
    return this;
  }

  /** Where requests come in. */
  public Inbox<A> next() {
    return next;
  }

  /** Where the next request is asked for. */
  public Outbox<Chooser.Move> requestNext() {
    return requestNext;
  }

  @Override
  protected void run() {
    if (asksFirst) {
      requestNext.send(Chooser.Move.NEXT);
    }
    for (A request = awaitRequest(); request != null; request = awaitRequest()) {
      show(factory.apply(request));
      if (next.isEmpty() && !discarding && !hasDone()) {
        requestNext.send(Chooser.Move.NEXT);
      }
    }
  }

  @Override
  boolean takesBack() {
    return true;
  }

  @Override
  void childEnded(Component<?, ?> child) {
    ends.putAnyway(child);
  }

  private @Nullable A awaitRequest() {
    while (!discarding) {
      hear();
      var request = discarding ? Optional.<A>empty() : next.poll();
      if (request.isPresent()) {
        return request.get();
      }
      if (next.atEnd() || hasDone()) {
        return null;
      }
      if (finishing && inbox.isEmpty()) {
        await(control(), next, inbox);
      } else {
        await(control(), next);
      }
    }
    return null;
  }

  /** Whether it has finished, if no request waits. */
  private boolean hasDone() {
    boolean dealtWith = inbox.isEmpty() && !inbox.isFed();
    return finishing && (dealtWith || !next.isFed());
  }

  /** The whole life of one child. */
  private void show(Component<I, O> child) {
    Linkage in = inbox.linkTo(child.inbox());
    child.outbox().linkTo(outbox);
    activate(child);
    boolean told = false;
    while (ends.isEmpty()) {
      hear();
      boolean goesOn = discarding || !next.isEmpty();
      // While somebody may feed it, it sees the end of that by itself.
      if (!told && (goesOn || (finishing && !inbox.isFed()))) {
        told = true;
        if (goesOn) {
          in.unlink();
        }
        finish(child);
      }
      if (told) {
        await(ends, control());
      } else {
        await(ends, control(), next);
      }
    }
    ends.receive();
    in.unlink();
  }

  /** Waits at those that have not ended. */
  private void await(Inbox<?>... boxes) {
    select(Stream.of(boxes).filter(box -> !box.atEnd()).toArray(Inbox<?>[]::new));
  }

  /** Tells a child to finish, and those it is made of. */
  private void finish(Component<?, ?> child) {
    Group home = group;
    assert home != null : "it runs";
    child.tell(new Signal.Shutdown(PATIENCE, "the carousel goes on"), home);
    child.children().forEach(this::finish);
  }

  private void hear() {
    for (var signal = control().poll(); signal.isPresent(); signal = control().poll()) {
      finishing = true;
      discarding |= signal.get() instanceof Signal.Shutdown;
    }
  }
}
