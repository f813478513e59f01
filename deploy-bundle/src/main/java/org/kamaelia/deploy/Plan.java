package org.kamaelia.deploy;

import java.util.List;

/**
 * What a jar would do if it were deployed now.
 *
 * @param file the file's name in the folder
 * @param bundle its bundle's symbolic name; empty if it was refused before that was read
 * @param version its bundle's version; empty likewise
 * @param unchanged whether it is what runs already, so that nothing would happen
 * @param steps the steps that could be tried without starting anything; the last one is the one
 *     that would refuse it, if one would
 * @param replaces the bundle that it would replace: name, version and number; empty if none
 * @param moves the listeners that would give new connections to it
 * @param connections the connections that would be told to finish: those of the replaced bundle
 */
public record Plan(
    String file,
    String bundle,
    String version,
    boolean unchanged,
    List<StepReport> steps,
    String replaces,
    List<Move> moves,
    int connections) {

  /** Copies the lists. */
  public Plan {
    steps = List.copyOf(steps);
    moves = List.copyOf(moves);
  }

  /**
   * A listener that would move.
   *
   * @param listener its name
   * @param protocol the name of the protocol that it is bound to
   * @param from the version that new connections get now; empty if none
   * @param to the version that they would get
   */
  public record Move(String listener, String protocol, String from, String to) {}

  /** Whether a step would refuse it. */
  public boolean refused() {
    return !steps.isEmpty() && steps.getLast().outcome() == StepReport.Outcome.REFUSED;
  }
}
