package org.kamaelia.testbed.media;

import org.kamaelia.testbed.internal.Named;

/** A researcher's class. */
final class NamedControl {
  private NamedControl() {}

  /**
   * Makes one.
   *
   * @param known what there is besides, in words
   */
  static <T> T of(String name, Class<T> type, String known) {
    try {
      return Named.maker(name, type).get();
    } catch (ReflectiveOperationException | ClassCastException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          known + ", or a class with a public constructor that takes nothing: " + e, e);
    }
  }
}
