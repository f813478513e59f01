package org.kamaelia.axon;

import java.util.List;
import java.util.stream.Collectors;
import org.kamaelia.axon.Topology.BoxId;

/**
 * Components that wait for one another in a circle, and that nobody outside can free but by
 * stopping one of them or by linking anew. At least one of them, or of those they hold up, waits
 * for room in a full inbox: components that only wait for messages may just have nothing to do.
 *
 * @param cycle each waits for the next, the last for the first
 * @param heldUp the names of others that wait for room and get none because of these
 */
public record Deadlock(List<Step> cycle, List<String> heldUp) {

  /**
   * One in the circle.
   *
   * @param component its name
   * @param room whether it waits for room, else for a message
   * @param boxes for room the inbox to which it sends, followed by those to which that hands on,
   *     down to the one that is full; for a message those of its own where it would do
   */
  public record Step(String component, boolean room, List<BoxId> boxes) {
    /** As a sentence without its stop. */
    @Override
    public String toString() {
      return component
          + (room ? " waits for room in " : " waits for a message in ")
          + boxes.stream().map(BoxId::toString).collect(Collectors.joining(room ? " -> " : " or "));
    }
  }

  /** All of it in one line. */
  @Override
  public String toString() {
    String circle = cycle.stream().map(Step::toString).collect(Collectors.joining(", "));
    return heldUp.isEmpty() ? circle : circle + "; holds up " + String.join(", ", heldUp);
  }
}
