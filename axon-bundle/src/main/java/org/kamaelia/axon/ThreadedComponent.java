package org.kamaelia.axon;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A component whose body runs on a thread of its own, for libraries that block. The same boxes; the
 * body may block as it likes and holds nobody up.
 *
 * <p>Between the boxes that others link to and those that the body uses is a bounded queue each
 * way, so up to a limit more of messages is on its way.
 *
 * @param <I> the messages of its inbox
 * @param <O> the messages of its outbox
 */
@ConsumerType
public abstract class ThreadedComponent<I, O> extends Component<I, O> {
  private final Body<I, O> body;
  private final Outbox<I> toBody;
  private final Inbox<O> fromBody;
  private boolean inputEnded;

  /** Makes a component with its standard boxes. */
  @SuppressWarnings("this-escape") // a box keeps its owner and does not look at it yet
  protected ThreadedComponent() {
    this(new Body<>());
  }

  @SuppressWarnings("this-escape") // as above
  private ThreadedComponent(Body<I, O> body) {
    super(body);
    this.body = body;
    body.shell = this;
    toBody = new Outbox<>(this, "toBody", Object.class);
    fromBody = new Inbox<>(this, "fromBody", Object.class);
    fromBody.waiting(true);
  }

  @Override
  final Component<?, ?> home() {
    return body;
  }

  @Override
  final boolean isCallback() {
    return true;
  }

  @Override
  final void joined() {
    Loop here = loop();
    body.loop = here.axon.threadLoop(name());
    body.loop.thread = Thread.currentThread();
    toBody.link(body.inbox);
    body.outbox.link(fromBody);
  }

  @Override
  final Task newTask(Loop on) {
    body.startOnThread(name());
    return new Turns(on, this);
  }

  /** Carries messages between the boxes that others see and those of the body. */
  @Override
  final void callback() {
    try {
      while (!inputEnded && toBody.hasRoom(task())) {
        var message = inbox().poll();
        if (message.isEmpty()) {
          break;
        }
        toBody.send(message.get());
      }
      if (!inputEnded && inbox().atEnd()) {
        inputEnded = true;
        toBody.ownerEnded();
      }
    } catch (EndOfStream bodyHasEnded) {
      inputEnded = true;
    }
    try {
      while (outbox().hasRoom(task())) {
        var message = fromBody.poll();
        if (message.isEmpty()) {
          break;
        }
        outbox().send(message.get());
      }
    } catch (EndOfStream destinationHasEnded) {
      fromBody.close();
    }
    if (body.over && (fromBody.atEnd() || fromBody.isClosed())) {
      finish(body.cause);
    }
  }

  @Override
  final void stop(String reason) {
    Loop thread = body.loop;
    if (state() == State.ACTIVE && thread != null) {
      thread.post(() -> ((Strand) body.task()).stop(reason));
      ((Strand) body.task()).thread.interrupt();
    } else {
      finish(null);
    }
  }

  /** What runs on the thread, with the boxes that the author's body uses. */
  private static final class Body<I, O> extends Component<I, O> {
    @Nullable ThreadedComponent<I, O> shell;
    volatile boolean over;
    volatile @Nullable Throwable cause;

    @Override
    protected void run() throws Exception {
      try {
        Objects.requireNonNull(shell).run();
      } catch (EndOfStream | Stopped end) {
        throw end;
      } catch (Throwable e) {
        cause = e;
        throw e;
      } finally {
        over = true;
      }
    }

    @Override
    protected String kind() {
      return shell == null ? "thread" : shell.name();
    }

    private void startOnThread(String name) {
      ThreadStrand strand = new ThreadStrand(loop(), this, name);
      startWith(strand);
      strand.thread.start();
    }
  }
}
