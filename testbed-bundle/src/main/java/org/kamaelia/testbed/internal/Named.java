package org.kamaelia.testbed.internal;

import java.util.function.Supplier;

/** Makes objects of classes that a researcher names. */
public final class Named {
  private Named() {}

  /**
   * What makes new ones of a class, which the thread's context class loader finds.
   *
   * @param type what it has to be
   * @throws ReflectiveOperationException if it is not there, not public, or has no public
   *     constructor that takes nothing
   * @throws ClassCastException if it is something else
   */
  public static <T> Supplier<T> maker(String name, Class<T> type)
      throws ReflectiveOperationException {
    var constructor =
        Class.forName(name, true, Thread.currentThread().getContextClassLoader())
            .asSubclass(type)
            .getConstructor();
    return () -> {
      try {
        return constructor.newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(name, e);
      }
    };
  }
}
