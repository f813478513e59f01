package org.kamaelia.benchmarks.scenarios;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The functions of {@link Scenario#FUSED}, and the message of all scenarios that need no other. */
final class Functions {
  /** A message; immutable, so that it can be sent again and again. */
  static final Object MESSAGE = new Object();

  private Functions() {}

  /**
   * Cheap ones of several shapes, so that the compiler does not see one function called ten times.
   */
  static List<UnaryOperator<Object>> all() {
    List<UnaryOperator<Object>> shapes =
        List.of(m -> m, Objects::requireNonNull, m -> m == MESSAGE ? m : "another message");
    return IntStream.range(0, Scenario.FUNCTIONS).mapToObj(i -> shapes.get(i % 3)).toList();
  }
}
