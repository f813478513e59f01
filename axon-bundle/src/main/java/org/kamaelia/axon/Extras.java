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
  @Nullable Inbox<Signal> control;
  @Nullable Outbox<Signal> signal;
  @Nullable RandomGenerator random;
  private @Nullable AddedBoxes added;
  private @Nullable List<Transit<?>> fromAfar;
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
    if (control != null) {
      all.add(control);
    }
    all.add(outbox);
    if (signal != null) {
      all.add(signal);
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

  void removeWaysTo(Inbox<?> inbox) {
    if (fromAfar != null) {
      fromAfar.removeIf(way -> way.last() == inbox);
    }
  }

  /** Senders on other loops hear of the room that was made. */
  void settle() {
    if (fromAfar != null) {
      for (Transit<?> way : fromAfar) {
        way.settle();
      }
    }
  }
}
