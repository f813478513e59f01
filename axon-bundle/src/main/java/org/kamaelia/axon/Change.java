package org.kamaelia.axon;

import org.kamaelia.axon.Topology.BoxId;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.GroupInfo;
import org.kamaelia.axon.Topology.LinkageInfo;

/** Something that became different in a system; see {@link Axon#changes}. */
public sealed interface Change {

  /** The name of the loop on which it happened. */
  String loop();

  /** Its number on that loop: each change has the next one. */
  long number();

  /**
   * What is there already: a loop's first, with the number of the last change before it.
   *
   * @param topology the loop's part
   */
  record Present(String loop, long number, Topology topology) implements Change {}

  /**
   * The listener was too slow for some changes.
   *
   * @param number that of the last one that was lost
   * @param count how many were lost
   */
  record Lost(String loop, long number, long count) implements Change {}

  /** A group has its first member. */
  record GroupBegun(String loop, long number, GroupInfo group) implements Change {}

  /** The members of a group are made anew. */
  record GroupRestarted(String loop, long number, GroupInfo group) implements Change {}

  /**
   * A group has ended.
   *
   * @param id its number
   * @param name its name
   * @param failure what it ended with, empty if all is well
   */
  record GroupEnded(String loop, long number, long id, String name, String failure)
      implements Change {}

  /**
   * A component has joined a group. The parts of one that is made of others come before it.
   * Linkages that it has already are told of separately, once both components are in groups.
   */
  record Joined(String loop, long number, ComponentInfo component) implements Change {}

  /**
   * A component was started.
   *
   * @param id its number
   * @param name its name
   */
  record Started(String loop, long number, long id, String name) implements Change {}

  /**
   * A component has ended normally, and its boxes and linkages with it.
   *
   * @param id its number
   * @param name its name
   */
  record Ended(String loop, long number, long id, String name) implements Change {}

  /**
   * A component has failed, and its boxes and linkages are gone with it.
   *
   * @param id its number
   * @param name its name
   * @param cause with what
   */
  record Failed(String loop, long number, long id, String name, String cause) implements Change {}

  /** Two boxes were linked; told by the loop of the source. */
  record Linked(String loop, long number, LinkageInfo linkage) implements Change {}

  /** A linkage was cut; told by the loop of the source. */
  record Unlinked(String loop, long number, LinkageInfo linkage) implements Change {}

  /**
   * A component has one box more.
   *
   * @param box which
   * @param inbox whether it is an inbox, else an outbox
   */
  record BoxAdded(String loop, long number, BoxId box, boolean inbox) implements Change {}

  /** A component has one box less, and the linkages of that are gone with it. */
  record BoxRemoved(String loop, long number, BoxId box) implements Change {}
}
