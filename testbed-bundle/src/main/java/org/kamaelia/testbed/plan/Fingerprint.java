package org.kamaelia.testbed.plan;

import java.util.List;

/**
 * What two failures have in common if they are the same one: what was thrown, and where. What it
 * says is not part of that, for it may name a number that is another in each run.
 *
 * @param kind the class of what was thrown
 * @param where the place in the trial's code, or in what it calls, as {@code Class.method:line};
 *     empty if that is not known
 */
public record Fingerprint(String kind, String where) {
  /** Where failures are made, not where they come from. */
  private static final List<String> MAKERS =
      List.of("java.", "jdk.", "org.assertj.", "org.junit.", "org.opentest4j.", "org.hamcrest.");

  static Fingerprint of(Throwable failure) {
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (MAKERS.stream().noneMatch(frame.getClassName()::startsWith)) {
        return new Fingerprint(
            failure.getClass().getName(),
            "%s.%s:%d"
                .formatted(frame.getClassName(), frame.getMethodName(), frame.getLineNumber()));
      }
    }
    return new Fingerprint(failure.getClass().getName(), "");
  }

  @Override
  public String toString() {
    return where.isEmpty() ? kind : kind + " at " + where;
  }
}
