package org.kamaelia.axon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Talks to a running component from ordinary code.
 *
 * {@snippet :
 * try (var echo = Handle.of(group, new Echo())) {
 *   echo.send("hello", Duration.ofSeconds(1));
 *   String answer = echo.receive(Duration.ofSeconds(1)).orElseThrow();
 * }
 * }
 *
 * <p>Some messages wait in the handle each way; a component that sends more waits until they are
 * received. Closing the handle ends the component's input.
 *
 * <p>Threading: any threads that are on no loop, several at a time as well.
 *
 * @param <I> what the component takes
 * @param <O> what it makes
 */
@ProviderType
public final class Handle<I, O> implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<I> going = new ArrayDeque<>();
  private final ArrayDeque<O> come = new ArrayDeque<>();
  private final Port port = new Port();

  /** No more is sent: the handle is closed, or the component has ended. */
  private boolean outOver;

  /** No more will come than is here. */
  private boolean inOver;

  private Handle() {}

  /**
   * Links a handle to a component's {@code inbox} and {@code outbox}, and starts the component if
   * nobody has. Any thread.
   *
   * @param group the component's, or that which it joins
   * @throws IllegalStateException if the component is in another group, or its outbox is linked
   */
  public static <I, O> Handle<I, O> of(Group group, Component<I, O> component) {
    Handle<I, O> handle = new Handle<>();
    group
        .loop()
        .call(
            () -> {
              if (component.group != group) {
                group.add(component);
              }
              group.add(handle.port);
              component.outbox().linkTo(handle.port.inbox());
              handle.port.outbox().linkTo(component.inbox());
              group.activate(handle.port);
              if (component.state() == Component.State.NEW) {
                group.activate(component);
              }
              return handle;
            });
    return handle;
  }

  /**
   * Sends a message; waits for room at most so long. A message that is taken may still be dropped,
   * if the component ends without receiving it.
   *
   * @return false if the time was up
   * @throws EndOfStream if the component has ended, or this handle is closed
   */
  public boolean send(I message, Duration timeout) throws InterruptedException {
    requireOffLoops();
    long left = LoopClock.nanos(timeout);
    lock.lockInterruptibly();
    try {
      while (going.size() >= Inbox.DEFAULT_LIMIT && !outOver && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (outOver) {
        throw new EndOfStream(port.outbox());
      }
      if (going.size() >= Inbox.DEFAULT_LIMIT) {
        return false;
      }
      going.add(message);
    } finally {
      lock.unlock();
    }
    port.wakeFromAnywhere();
    return true;
  }

  /**
   * Receives a message; waits for it at most so long.
   *
   * @return nothing if the time was up
   * @throws EndOfStream if the component has ended and all that it sent was received
   */
  public Optional<O> receive(Duration timeout) throws InterruptedException {
    requireOffLoops();
    long left = LoopClock.nanos(timeout);
    @Nullable O message;
    lock.lockInterruptibly();
    try {
      while (come.isEmpty() && !inOver && left > 0) {
        left = changed.awaitNanos(left);
      }
      message = come.poll();
      if (message == null && inOver) {
        throw new EndOfStream(port.inbox());
      }
    } finally {
      lock.unlock();
    }
    if (message != null) {
      port.wakeFromAnywhere();
    }
    return Optional.ofNullable(message);
  }

  /** Ends the component's input, after what was sent. Without effect the second time. */
  @Override
  public void close() {
    lock.lock();
    try {
      outOver = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    port.wakeFromAnywhere();
  }

  private void requireOffLoops() {
    if (port.loop().axon.loops.stream().anyMatch(Loop::isCurrent)) {
      throw new IllegalStateException(
          "a handle is for threads that are on no loop; here, link boxes instead");
    }
  }

  /** The handle's end on the component's loop. */
  private final class Port extends Device<O, I> {
    void wakeFromAnywhere() {
      task().wakeFromAnywhere();
    }

    @Override
    protected void turn() {
      lock.lock();
      try {
        outOver |= outbox.isRefused();
        while (!going.isEmpty() && hasRoom(outbox) && outbox.trySend(going.element())) {
          going.remove();
        }
        if (outOver && (going.isEmpty() || outbox.isRefused())) {
          outbox.end();
        }
        while (come.size() < Inbox.DEFAULT_LIMIT) {
          Optional<O> message = inbox.poll();
          if (message.isEmpty()) {
            break;
          }
          come.add(message.get());
        }
        inOver |= inbox.atEnd();
        changed.signalAll();
        if (inOver && outOver) {
          end();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    protected void finishing(Signal.Shutdown shutdown) {
      close();
    }

    @Override
    protected void released() {
      lock.lock();
      try {
        outOver = true;
        inOver = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    protected String kind() {
      return "Handle";
    }
  }
}
