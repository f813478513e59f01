package org.kamaelia.testbed.media;

import org.kamaelia.testbed.internal.Named;

/** A researcher's class. */
final class NamedControl {
  private NamedControl() {}

  static RateControl of(String name) {
    try {
      return Named.maker(name, RateControl.class).get();
    } catch (ReflectiveOperationException | ClassCastException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a rate control is nada, fixed, or a class with a public constructor that takes nothing: "
              + e,
          e);
    }
  }
}
