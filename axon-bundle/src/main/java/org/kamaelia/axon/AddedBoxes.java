package org.kamaelia.axon;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The boxes that a component has beside its standard ones, and what its boxes stand for. */
final class AddedBoxes {
  private static final List<String> STANDARD = List.of("inbox", "control", "outbox", "signal");

  private final Map<String, Box<?>> boxes = new LinkedHashMap<>(4);
  private @Nullable Map<Box<?>, Object> resources;
  private int clashes;

  /** The name, or one that begins with it if there is a box of that name already. */
  String freeName(String wanted) {
    String name = wanted;
    while (STANDARD.contains(name) || boxes.containsKey(name)) {
      name = wanted + "#" + (++clashes + 1);
    }
    return name;
  }

  void add(Box<?> box) {
    boxes.put(box.name(), box);
  }

  boolean contains(Box<?> box) {
    return boxes.get(box.name()) == box;
  }

  void remove(Box<?> box) {
    boxes.remove(box.name());
    if (resources != null) {
      resources.remove(box);
    }
  }

  Collection<Box<?>> all() {
    return boxes.values();
  }

  void attach(Box<?> box, Object resource) {
    if (resources == null) {
      resources = new HashMap<>(4);
    }
    resources.put(box, resource);
  }

  @Nullable Object resource(Box<?> box) {
    return resources == null ? null : resources.get(box);
  }
}
