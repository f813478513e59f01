package org.kamaelia.axon;

/**
 * A test failed under one of the schedules that {@link Schedules} tried. The message shows who had
 * which turn; the cause is what the test, or the runtime, threw.
 */
public final class FailedSchedule extends AssertionError {
  private static final long serialVersionUID = 1;

  /** The schedule as it is written. */
  private final String schedule;

  FailedSchedule(String schedule, String message, Throwable cause) {
    super(message, cause);
    this.schedule = schedule;
  }

  /** The schedule, for {@link Schedules#replay}. */
  public String schedule() {
    return schedule;
  }
}
