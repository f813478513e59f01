package org.kamaelia.deploy;

import java.time.Duration;

/**
 * How a step went.
 *
 * @param step which
 * @param outcome how it ended, if it has
 * @param took how long it took, so far if it still runs
 * @param remark why it was refused or skipped, or what there is to be said of it; may be empty
 */
public record StepReport(Step step, Outcome outcome, Duration took, String remark) {

  /** How a step ended. */
  public enum Outcome {
    /** It is not done with. */
    RUNNING,
    /** The next one follows. */
    PASSED,
    /** There was nothing to do, or nobody who could. */
    SKIPPED,
    /** It ended the deployment. */
    REFUSED
  }
}
