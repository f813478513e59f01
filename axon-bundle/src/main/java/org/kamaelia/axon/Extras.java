package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What only some components have. Made when a component first gets any of it: of those that wait
 * for most of their life there can be a million.
 */
final class Extras {
  // These two are made on any thread, under the lock of this object.
  volatile @Nullable Inbox<Signal> control;
  volatile @Nullable Outbox<Signal> signal;

  @Nullable RandomGenerator random;

  /** The ways from other loops on which senders hear of room when the owner rests. */
  @Nullable List<Transit<?>> fromAfar;

  /** Who has a turn when the owner rests; once. */
  private @Nullable Task watcher;

  private @Nullable AddedBoxes added;
  private @Nullable List<Component<?, ?>> children;

  AddedBoxes added() {
    if (added == null) {
      added = new AddedBoxes();
    }
    return added;
  }

  boolean hasAdded(Box<?> box) {
    return added != null && added.contains(box);
  }

  /** All boxes: the component's first two, those for signals, and those it has added. */
  List<Box<?>> boxes(Inbox<?> inbox, Outbox<?> outbox) {
    List<Box<?>> all = new ArrayList<>(4);
    all.add(inbox);
    Inbox<Signal> in = control;
    if (in != null) {
      all.add(in);
    }
    all.add(outbox);
    Outbox<Signal> out = signal;
    if (out != null) {
      all.add(out);
    }
    if (added != null) {
      all.addAll(added.all());
    }
    return all;
  }

  List<Component<?, ?>> children() {
    return children == null ? List.of() : List.copyOf(children);
  }

  void addChild(Component<?, ?> child) {
    if (children == null) {
      children = new ArrayList<>(4);
    }
    children.add(child);
  }

  void removeChild(Component<?, ?> child) {
    if (children != null) {
      children.remove(child);
    }
  }

  void addWay(Transit<?> way) {
    if (fromAfar == null) {
      fromAfar = new ArrayList<>(1);
    }
    fromAfar.add(way);
  }

  void removeWay(Transit<?> way) {
    if (fromAfar != null) {
      fromAfar.remove(way);
    }
  }

  /** There is one watcher: the device of the group that does. */
  void tellWhenItRests(Task told) {
    watcher = told;
  }

  /** Senders on other loops hear of the room that was made; and who waits for the owner to rest. */
  void settle() {
    Task told = watcher;
    if (told != null) {
      watcher = null;
      told.wakeFromAnywhere();
    }
    if (fromAfar != null) {
      for (Transit<?> way : fromAfar) {
        way.settle();
      }
    }
  }
}
