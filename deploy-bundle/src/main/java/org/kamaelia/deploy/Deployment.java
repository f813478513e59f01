package org.kamaelia.deploy;

import java.time.Instant;
import java.util.List;

/**
 * A jar in the folder {@code deploy/}, and what became of it.
 *
 * @param file its file name
 * @param state whether it runs
 * @param bundle the symbolic name of the bundle that runs for it; empty if none does
 * @param version the version of that bundle; empty if none runs
 * @param bundleId the framework's number of that bundle; 0 if none runs
 * @param reason why the file as it is now does not run, naming the step that refused it; empty if
 *     it runs
 * @param since when it came to that state
 * @param steps how far the latest try to deploy it came, or is; empty if there was none yet
 */
public record Deployment(
    String file,
    State state,
    String bundle,
    String version,
    long bundleId,
    String reason,
    Instant since,
    List<StepReport> steps) {

  /** Copies the list. */
  public Deployment {
    steps = List.copyOf(steps);
  }

  /** Whether a jar runs. */
  public enum State {
    /**
     * It is not done with: it may still be being copied, or its bundle is starting. Where an
     * earlier content of the file runs, {@link #bundle} names it; {@link #reason} says what is
     * missing to a whole jar, if it was looked into already.
     */
    INCOMPLETE,
    /** Its bundle runs. */
    RUNNING,
    /**
     * A step refused it. Where an earlier content of the file runs, that still runs: {@link
     * #bundle} names it.
     */
    REJECTED
  }
}
