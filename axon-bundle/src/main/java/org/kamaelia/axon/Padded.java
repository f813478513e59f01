package org.kamaelia.axon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number alone on its line of memory. Processors exchange whole lines: who reads one of two
 * numbers on a line is slowed down by another processor that writes the other.
 */
final class Padded {
  private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);

  /** Nothing else is within 56 bytes, so on the same line, wherever that begins. */
  private static final int MIDDLE = 8;

  private final long[] line = new long[2 * MIDDLE];

  long get() {
    return (long) VALUE.getVolatile(line, MIDDLE);
  }

  void set(long value) {
    VALUE.setVolatile(line, MIDDLE, value);
  }

  /** Without a fence: a later read may come before it. */
  void setRelease(long value) {
    VALUE.setRelease(line, MIDDLE, value);
  }

  boolean compareAndSet(long expected, long value) {
    return VALUE.compareAndSet(line, MIDDLE, expected, value);
  }

  /** For the one that alone writes it. */
  long getPlain() {
    return line[MIDDLE];
  }

  /** For what nobody else reads. */
  void setPlain(long value) {
    line[MIDDLE] = value;
  }
}
