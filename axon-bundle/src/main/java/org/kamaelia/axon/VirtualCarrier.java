package org.kamaelia.axon;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The fast carrier: each body is a virtual thread whose scheduler is its strand, so a turn is a
 * plain call on the loop's thread.
 *
 * <p>The JDK's builder takes a scheduler, but its constructor is not public: this is the one class
 * that opens it, and it needs {@code --add-opens java.base/java.lang} (or {@code Add-Opens} in the
 * launcher's manifest).
 */
final class VirtualCarrier implements Carrier {
  private final MethodHandle builder;

  private VirtualCarrier(MethodHandle builder) {
    this.builder = builder;
  }

  /** The carrier, or null where {@code java.lang} is not open or this JDK is built differently. */
  static @Nullable VirtualCarrier open() {
    try {
      Class<?> type = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
      var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      MethodHandle constructor =
          lookup.findConstructor(type, MethodType.methodType(void.class, Executor.class));
      return new VirtualCarrier(
          constructor.asType(
              MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class)));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  @Override
  public Strand strand(Loop loop, Component<?, ?> component) {
    return new VirtualStrand(loop, component, this);
  }

  @Override
  public boolean freesLoop() {
    return true;
  }

  @Override
  public String name() {
    return "virtual";
  }

  private Thread thread(Executor scheduler, String name, Runnable body) {
    try {
      return ((Thread.Builder.OfVirtual) builder.invokeExact(scheduler))
          .inheritInheritableThreadLocals(false)
          .name(name)
          .unstarted(body);
    } catch (Throwable e) {
      throw new AssertionError("the JDK's builder refused", e);
    }
  }

  /**
   * A strand that is its virtual thread's scheduler. It waits by {@link Thread#yield}: the JDK then
   * hands the continuation to {@link #execute} on the loop's thread, which keeps it for the next
   * turn instead of queueing it. That saves the atomic state changes of park and unpark. A body
   * that blocks in the JDK (a lock, a sleep) is parked as any virtual thread, and comes back
   * through {@link #execute} as well.
   */
  private static final class VirtualStrand extends Strand implements Executor {
    private @Nullable Runnable continuation;

    VirtualStrand(Loop loop, Component<?, ?> component, VirtualCarrier carrier) {
      super(
          loop,
          component,
          strand -> carrier.thread((VirtualStrand) strand, component.name(), strand));
    }

    @Override
    void turn() {
      Runnable next = continuation;
      if (next != null) {
        next.run();
      } else {
        thread.start();
        Objects.requireNonNull(continuation, "starting hands over the continuation").run();
      }
      if (state == State.RUNNING) {
        loop.outside++;
      }
    }

    @Override
    protected void switchOut() {
      Thread.yield();
      if (state != State.RUNNING) {
        state = State.RUNNING; // nobody has given it this turn: it never left the last one
        throw new IllegalStateException(
            component + " cannot wait here: a native frame on its stack pins it to the loop");
      }
    }

    @Override
    public void execute(Runnable task) {
      boolean here = continuation == null || state != State.RUNNING; // it starts, or switches
      continuation = task;
      if (!here) {
        loop.post(this::backFromOutside);
      }
    }

    private void backFromOutside() {
      loop.outside--;
      state = State.READY;
      loop.ready.add(this);
    }
  }
}
