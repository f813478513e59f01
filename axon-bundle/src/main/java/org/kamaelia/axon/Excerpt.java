package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * Stands in a log for a failure with more frames than anybody reads, as a stack overflow has: with
 * the first and the last of them, of its causes as well.
 */
@SuppressWarnings({
  "serial", // it is printed and dropped
  "OverrideThrowableToString" // it begins with the class of what it stands for
})
final class Excerpt extends Throwable {
  /** How many frames of either end are shown. */
  private static final int SHOWN = 20;

  /** How many causes of causes are shown: they may be linked in a circle. */
  private static final int CAUSES = 10;

  private Excerpt(Throwable whole, int causes) {
    super(whole.toString(), causeOf(whole, causes));
    for (Throwable suppressed : whole.getSuppressed()) {
      addSuppressed(causes == 0 ? suppressed : new Excerpt(suppressed, causes - 1));
    }
    setStackTrace(ends(whole.getStackTrace()));
  }

  /** The failure itself if it is short. */
  static Throwable of(Throwable failure) {
    Throwable part = failure;
    for (int i = 0; part != null && i < CAUSES; i++) {
      if (isLong(part.getStackTrace())) {
        return new Excerpt(failure, CAUSES);
      }
      part = part.getCause();
    }
    return failure;
  }

  /** As the failure would be shown. */
  @Override
  public String toString() {
    return String.valueOf(getMessage());
  }

  private static @Nullable Throwable causeOf(Throwable whole, int causes) {
    Throwable cause = whole.getCause();
    return cause == null || causes == 0 ? null : new Excerpt(cause, causes - 1);
  }

  private static boolean isLong(StackTraceElement[] frames) {
    return frames.length > 2 * SHOWN + 1;
  }

  private static StackTraceElement[] ends(StackTraceElement[] frames) {
    if (!isLong(frames)) {
      return frames;
    }
    StackTraceElement[] ends = new StackTraceElement[2 * SHOWN + 1];
    System.arraycopy(frames, 0, ends, 0, SHOWN);
    String leftOut = frames.length - 2 * SHOWN + " frames left out";
    ends[SHOWN] = new StackTraceElement("..", "", leftOut, -1); // shown as "...(960 frames ...)"
    System.arraycopy(frames, frames.length - SHOWN, ends, SHOWN + 1, SHOWN);
    return ends;
  }
}
