package org.kamaelia.testbed.media;

/** A researcher's class. */
final class NamedControl {
  private NamedControl() {}

  static RateControl of(String name) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return Class.forName(name, true, loader)
          .asSubclass(RateControl.class)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          "a rate control is nada, fixed, or a class with a public constructor that takes nothing: "
              + e,
          e);
    }
  }
}
