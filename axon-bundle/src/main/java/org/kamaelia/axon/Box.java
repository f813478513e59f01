package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An inbox or an outbox: where a component meets its linkages.
 *
 * <p>Threading: a box belongs to its owner's loop. While the owner is not yet in a {@link Group},
 * the thread that builds the system may use it.
 *
 * @param <T> the type of its messages
 */
@ProviderType
public abstract sealed class Box<T> permits Inbox, Outbox {
  final Component<?, ?> owner;
  final Class<?> type;

  /** Where messages that come here go on to; a box has one destination. */
  @Nullable Box<?> next;

  /** The boxes that are linked to this one; replaced, not changed, while it is short. */
  List<Box<?>> sources = List.of();

  /** Sources that may still send. */
  int open;

  /** Whether all sources have ended: nothing more comes. */
  boolean ended;

  private final String name;

  Box(Component<?, ?> owner, String name, Class<?> type) {
    this.owner = owner;
    this.name = name;
    this.type = type;
  }

  /** The name by which the owner's boxes are told apart. */
  public final String name() {
    return name;
  }

  /** The component to which this box belongs. */
  public final Component<?, ?> owner() {
    return owner;
  }

  /** {@code component.box}, as shown to people. */
  @Override
  public final String toString() {
    return owner + "." + name;
  }

  /** Takes note that one more open source feeds this box, so it has not ended, or not any more. */
  abstract void opened();

  /** Takes note that a source has ended. */
  abstract void closed();

  /** Works out anew where messages go from here. */
  abstract void aim();

  /** Whether both live on one loop, as far as that is known yet. */
  final boolean sharesLoopWith(Box<?> other) {
    Loop loop = owner.loop;
    return loop == null || other.owner.loop == null || loop == other.owner.loop;
  }

  final Linkage link(Box<?> destination) {
    return owner.face(this).join(destination.owner.face(destination));
  }

  /** Links just these two. */
  final Linkage join(Box<?> destination) {
    Loop loop = owner.loop != null ? owner.loop : destination.owner.loop;
    if (loop == null) {
      connect(destination);
    } else {
      loop.call(
          () -> {
            connect(destination);
            return destination;
          });
    }
    return new Linkage(this, destination);
  }

  final void unlink(Box<?> destination) {
    Loop loop = owner.loop;
    if (loop == null) {
      disconnect(destination);
    } else {
      loop.call(
          () -> {
            disconnect(destination);
            return destination;
          });
    }
  }

  /** Ends what this box gives: its destination has one source less. */
  final void finish() {
    ended = true;
    Box<?> destination = next;
    if (destination != null) {
      destination.onOwnLoop(owner.loop, destination::closed);
    }
  }

  /** Takes back a {@link #finish}: a new source came. */
  final void resume() {
    if (ended) {
      ended = false;
      Box<?> destination = next;
      if (destination != null) {
        destination.onOwnLoop(owner.loop, destination::opened);
      }
    }
  }

  /** Takes this box out of its destination's books, once it has ended. */
  final void detach() {
    Box<?> destination = next;
    if (destination != null) {
      next = null;
      destination.onOwnLoop(owner.loop, () -> destination.remove(this));
    }
  }

  final void aimAll() {
    aim();
    if (this instanceof Outbox && owner instanceof Transformer<?, ?> transformer) {
      // What feeds a transformer may reach through it.
      transformer.aimSources();
    }
    for (Box<?> source : sources) {
      if (source.sharesLoopWith(this)) {
        source.aimAll();
      }
    }
  }

  private void connect(Box<?> destination) {
    if (next != null) {
      throw new IllegalStateException(
          this
              + " is linked to "
              + next
              + " already; unlink it before linking it to "
              + destination);
    }
    for (Box<?> box = destination; box != null; box = box.next) {
      if (box == this) {
        throw new IllegalStateException(
            "linking " + this + " to " + destination + " makes a circle");
      }
    }
    if (owner.loop == null) {
      owner.loop = destination.owner.loop;
    } else if (destination.owner.loop == null) {
      destination.owner.loop = owner.loop;
    }
    if (owner.loop != destination.owner.loop
        && !(this instanceof Outbox && destination instanceof Inbox)) {
      throw new IllegalStateException(
          "a passthrough joins components of one loop: " + this + " and " + destination);
    }
    next = destination;
    boolean live = !ended;
    Transit<?> way =
        live && !sharesLoopWith(destination) ? ((Inbox<?>) destination).transit() : null;
    if (way == null) {
      destination.onOwnLoop(owner.loop, () -> destination.add(this, live));
    } else {
      // It counts from now on, not from when the destination hears of it.
      way.expect();
      destination.onOwnLoop(
          owner.loop,
          () -> {
            way.expected();
            destination.add(this, true);
          });
    }
    aimAll();
    if (owner.loop != null && owner.loop.watchers != null) {
      owner.loop.watchers.linked(this, destination);
    }
  }

  private void disconnect(Box<?> destination) {
    if (next == destination) {
      next = null;
      boolean live = !ended;
      aimAll(); // first, so that what was sent is on its way before the destination hears of this
      destination.onOwnLoop(
          owner.loop,
          () -> {
            destination.remove(this);
            if (live) {
              destination.open--;
            }
          });
      if (owner.loop != null && owner.loop.watchers != null) {
        owner.loop.watchers.unlinked(this, destination);
      }
    }
  }

  /**
   * Runs at once if this box lives on the loop, else on its own loop, after all that came before.
   */
  private void onOwnLoop(@Nullable Loop here, Runnable work) {
    Loop loop = owner.loop;
    if (loop == here || loop == null) {
      work.run();
    } else {
      loop.post(work);
    }
  }

  private void add(Box<?> source, boolean live) {
    if (sources.isEmpty()) {
      sources = List.of(source);
    } else {
      if (sources.size() == 1) {
        sources = new ArrayList<>(sources);
      }
      sources.add(source);
    }
    if (live) {
      opened();
    } else if (!ended) {
      // The last of its sources may have ended with this one; it ends once.
      open++;
      closed();
    }
  }

  private void remove(Box<?> source) {
    if (sources.size() == 1 && sources.getFirst() == source) {
      sources = List.of();
    } else if (sources.size() > 1) {
      sources.remove(source);
      if (sources.size() == 1) {
        sources = List.of(sources.getFirst());
      }
    }
  }
}
