package org.kamaelia.net.internal;

import static java.lang.invoke.MethodHandles.lookup;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that Java has not cleared, for large reads: to clear what is overwritten at once costs as
 * much as the system's own copy, as the memory is in no cache yet.
 *
 * <p>The JDK does not offer them to others: this is the one class that asks it, and it needs {@code
 * --add-exports java.base/jdk.internal.misc} (or {@code Add-Exports} in the launcher's manifest).
 * Elsewhere arrays are made as usual.
 */
public final class Uninitialized {
  /** From how many bytes on it is worthwhile. */
  private static final int LEAST = 8 * 1024;

  private static final @Nullable MethodHandle ARRAY = array();

  private Uninitialized() {}

  /**
   * An array with anything in it, such as what others had in that memory: before anybody else gets
   * it each byte must be overwritten.
   */
  public static byte[] bytes(int count) {
    if (count < LEAST || ARRAY == null) {
      return new byte[count];
    }
    try {
      return (byte[]) ARRAY.invokeExact(count);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e); // it throws nothing else
    }
  }

  private static @Nullable MethodHandle array() {
    try {
      Class<?> type = Class.forName("jdk.internal.misc.Unsafe", false, null);
      Object unsafe = lookup().findStatic(type, "getUnsafe", methodType(type)).invoke();
      MethodHandle array =
          lookup()
              .findVirtual(
                  type,
                  "allocateUninitializedArray",
                  methodType(Object.class, Class.class, int.class));
      return MethodHandles.insertArguments(array, 0, unsafe, byte.class)
          .asType(methodType(byte[].class, int.class));
    } catch (Throwable e) {
      return null; // not exported, or this JDK has no such thing
    }
  }
}
