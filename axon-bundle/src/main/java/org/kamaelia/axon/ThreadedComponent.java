package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
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
  private final Inbox<I> face;
  private final Outbox<O> back;

  /** Box by box; replaced on the loop, not changed. */
  private volatile List<Bridge<?>> bridges = List.of();

  /** Makes a component with its standard boxes. */
  protected ThreadedComponent() {
    this(new Body<>());
  }

  @SuppressWarnings("this-escape") // a box keeps its owner and does not look at it yet
  private ThreadedComponent(Body<I, O> body) {
    super(body);
    this.body = body;
    body.shell = this;
    BoxTypes types = BoxTypes.of(getClass());
    face = new Inbox<>(this, "inbox", types.inbox());
    back = new Outbox<>(this, "outbox", types.outbox());
    face.waiting(true);
    Inbox<Signal> control = control();
    Outbox<Signal> signal = signal();
    bridges =
        List.of(
            new Bridge.In<>(this, face, body.inbox),
            new Bridge.Out<>(this, back, body.outbox),
            new Bridge.In<>(this, control, body.control()),
            // Not the body's own signal, which would have last words of its own.
            new Bridge.Out<>(this, signal, body.newOutbox("to signal", Signal.class)));
  }

  @Override
  final Component<?, ?> home() {
    return body;
  }

  @Override
  final Inbox<I> face() {
    return face;
  }

  @Override
  final Outbox<O> back() {
    return back;
  }

  @Override
  @SuppressWarnings("unchecked") // a bridge joins boxes of one kind and type
  final <B extends Box<?>> B own(B face) {
    for (Bridge<?> bridge : bridges) {
      if (bridge.face() == face) {
        return (B) bridge.own();
      }
    }
    return face;
  }

  @Override
  final <T> Inbox<T> newInbox(String wanted, Class<?> type) {
    return build(
            () -> {
              Inbox<T> face = super.newInbox(wanted, type);
              return new Bridge.In<>(this, face, body.<T>newInbox(face.name(), type));
            })
        .own();
  }

  @Override
  final <T> Outbox<T> newOutbox(String wanted, Class<?> type) {
    return build(
            () -> {
              Outbox<T> face = super.newOutbox(wanted, type);
              return new Bridge.Out<>(this, face, body.<T>newOutbox(face.name(), type));
            })
        .own();
  }

  @Override
  final void dropBox(Box<?> box) {
    Box<?> face = body.face(box);
    onLoop(
        () -> {
          requireAdded(face);
          if (face instanceof Inbox<?>) {
            drop(face);
          }
          return face;
        });
    // An outbox's face goes when the last message has passed it.
    body.dropBox(box);
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
    bridges.forEach(Bridge::open);
  }

  @Override
  final Task newTask(Loop on) {
    body.startOnThread(name());
    return new Turns(on, this);
  }

  /** Carries messages between the boxes that others see and those of the body. */
  @Override
  final void callback() {
    boolean allOut = true;
    for (Bridge<?> bridge : bridges) {
      bridge.carry(task());
      if (bridge instanceof Bridge.Out<?> out) {
        allOut &= out.isOver();
        if (out.isEnded() && isAdded(out.face())) {
          drop(out.face());
        }
      }
    }
    if (body.over && allOut) {
      finish(body.cause);
    }
  }

  @Override
  final void stop(String reason) {
    Loop thread = body.loop;
    if (state() == State.ACTIVE && thread != null) {
      body.stopped = true;
      thread.post(() -> ((Strand) body.task()).stop(reason));
      ((Strand) body.task()).thread.interrupt();
    } else {
      finish(null);
    }
  }

  /**
   * What the body waits for, as far as that shows at the boxes that others see. The body's thread
   * is not asked, as it may be anywhere: a late value does no harm, since who looks looks again.
   */
  @Override
  final Wait waitsFor() {
    Task thread = body.thread();
    if (!rests() || thread == null || thread.state != Task.State.WAITING) {
      return Snapshot.NOTHING;
    }
    Inbox<?> full = thread.sendsTo;
    List<Inbox<?>> awaited = new ArrayList<>();
    for (Bridge<?> bridge : bridges) {
      switch (bridge) {
        case Bridge.Out<?> out when out.feeds(full) -> {
          return Snapshot.room(out.face(), true);
        }
        case Bridge.In<?> in when full == null && in.isWaitedFor() -> awaited.add(in.face());
        default -> {}
      }
    }
    return awaited.isEmpty() || !awaited.stream().allMatch(Inbox::isEmpty)
        ? Snapshot.NOTHING
        : new Wait.Message(awaited.stream().map(Snapshot::of).toList(), !thread.isTimed());
  }

  @Override
  final boolean isWaitingAt(Inbox<?> box) {
    return waitsFor() instanceof Wait.Message message
        && message.inboxes().contains(Snapshot.of(box));
  }

  /** What the body waits for changes on its thread, so it is asked there as soon as it rests. */
  @Override
  final void tellWhenItRests(Task watcher) {
    Loop thread = body.loop;
    if (state() == State.ACTIVE && thread != null) {
      thread.post(
          () -> {
            if (body.waitsFor() instanceof Wait.Message) {
              watcher.wakeFromAnywhere();
            } else {
              body.tellWhenItRests(watcher);
            }
          });
    }
    super.tellWhenItRests(watcher);
  }

  /** Adds a bridge. The body's thread opens its own, as nobody else may wait for that thread. */
  private <B extends Bridge<?>> B build(Supplier<B> work) {
    boolean bodyRuns = body.state() != State.NEW;
    B built =
        onLoop(
            () -> {
              B bridge = work.get();
              List<Bridge<?>> more = new ArrayList<>(bridges);
              more.add(bridge);
              bridges = List.copyOf(more);
              if (body.loop != null && !bodyRuns) {
                bridge.open();
              }
              return bridge;
            });
    if (bodyRuns) {
      built.open();
    }
    return built;
  }

  private void drop(Box<?> face) {
    bridges.stream().filter(bridge -> bridge.face() == face).forEach(Bridge::close);
    bridges = bridges.stream().filter(bridge -> bridge.face() != face).toList();
    super.dropBox(face);
  }

  private <T> T onLoop(Supplier<T> work) {
    Loop here = loop;
    return here == null ? work.get() : here.call(work);
  }

  /** What runs on the thread, with the boxes that the author's body uses. */
  private static final class Body<I, O> extends Component<I, O> {
    @Nullable ThreadedComponent<I, O> shell;
    volatile boolean stopped;
    volatile boolean over;
    volatile @Nullable Throwable cause;

    @Override
    protected void run() throws Exception {
      try {
        Objects.requireNonNull(shell).run();
      } catch (EndOfStream | Stopped end) {
        throw end;
      } catch (Throwable e) {
        // What a library makes of the interrupt of a stop is no failure.
        cause = stopped ? null : e;
        throw e;
      } finally {
        over = true;
      }
    }

    @Override
    protected String kind() {
      return shell == null ? "thread" : shell.name();
    }

    @Override
    Box<?> face(Box<?> own) {
      for (Bridge<?> bridge : Objects.requireNonNull(shell).bridges) {
        if (bridge.own() == own) {
          return bridge.face();
        }
      }
      return own;
    }

    private @Nullable Task thread() {
      return state() == State.NEW ? null : task();
    }

    private void startOnThread(String name) {
      ThreadStrand strand = new ThreadStrand(loop(), this, name);
      startWith(strand);
      strand.thread.start();
    }
  }
}
