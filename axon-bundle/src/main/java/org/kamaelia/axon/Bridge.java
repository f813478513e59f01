package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * One box of a {@link ThreadedComponent}: others see its face, the body on its thread works with
 * its own, and between them is a queue. What is here runs on the face's loop.
 *
 * @param <T> the type of the messages
 */
abstract sealed class Bridge<T> {
  private final Box<T> face;
  private final Box<T> own;

  private Bridge(Box<T> face, Box<T> own) {
    this.face = face;
    this.own = own;
  }

  Box<T> face() {
    return face;
  }

  Box<T> own() {
    return own;
  }

  /** Joins both ends, once it is known where each lives. */
  abstract void open();

  /** Carries what can be carried now; the task has a turn when there is more to do. */
  abstract void carry(Task task);

  /** The face is going. */
  abstract void close();

  /** Into the body. */
  static final class In<T> extends Bridge<T> {
    private final Outbox<T> toBody;
    private boolean over;

    In(Component<?, ?> shell, Inbox<T> face, Inbox<T> own) {
      super(face, own);
      toBody = new Outbox<>(shell, "toBody", Object.class);
    }

    @Override
    Inbox<T> face() {
      return (Inbox<T>) super.face();
    }

    @Override
    Inbox<T> own() {
      return (Inbox<T>) super.own();
    }

    @Override
    void open() {
      toBody.join(own());
    }

    @Override
    void carry(Task task) {
      try {
        while (!over && toBody.hasRoom(task)) {
          var message = face().poll();
          if (message.isEmpty()) {
            break;
          }
          toBody.send(message.get());
        }
        if (!over && face().atEnd()) {
          close();
        }
      } catch (EndOfStream bodyHasEnded) {
        over = true;
      }
    }

    @Override
    void close() {
      over = true;
      toBody.ownerEnded();
    }

    /** Whether the body rests until something comes here, and nothing is on its way to it. */
    boolean isWaitedFor() {
      return own().isWaitedFor() && own().isEmpty();
    }
  }

  /** Out of the body. */
  static final class Out<T> extends Bridge<T> {
    private final Inbox<T> fromBody;

    Out(Component<?, ?> shell, Outbox<T> face, Outbox<T> own) {
      super(face, own);
      fromBody = new Inbox<>(shell, "fromBody", Object.class);
      fromBody.waiting(true);
    }

    @Override
    Outbox<T> face() {
      return (Outbox<T>) super.face();
    }

    @Override
    Outbox<T> own() {
      return (Outbox<T>) super.own();
    }

    @Override
    void open() {
      own().join(fromBody);
    }

    @Override
    void carry(Task task) {
      try {
        while (face().hasRoom(task)) {
          var message = fromBody.poll();
          if (message.isEmpty()) {
            break;
          }
          face().send(message.get());
        }
      } catch (EndOfStream destinationHasEnded) {
        close();
      }
    }

    @Override
    void close() {
      fromBody.close();
    }

    /** Whether the inbox for whose room the body waits is that of this bridge. */
    boolean feeds(@Nullable Inbox<?> full) {
      return full == fromBody;
    }

    /** Whether the body has ended its box, and all that it sent is through. */
    boolean isEnded() {
      return fromBody.atEnd() && !fromBody.isClosed();
    }

    /** Whether nothing more goes through, also because nobody takes it. */
    boolean isOver() {
      return fromBody.atEnd() || fromBody.isClosed();
    }
  }
}
