package org.kamaelia.axon;

import java.util.List;

/**
 * What runs in a system, at about one moment: each loop is asked, and its part is exact.
 *
 * @param loops the loops
 * @param groups the groups that have not ended, loop by loop
 * @param components all components that have not ended, loop by loop
 */
public record Topology(
    List<LoopInfo> loops, List<GroupInfo> groups, List<ComponentInfo> components) {

  /**
   * A loop.
   *
   * @param name its name
   * @param turns turns given so far
   * @param ready tasks that are ready for a turn
   * @param components components that live on it
   * @param stalled whether it did not answer in time, as a component holds it up (see {@link
   *     Axon#stalls}): what lives on it is missing here
   */
  public record LoopInfo(String name, long turns, int ready, int components, boolean stalled) {}

  /**
   * A group.
   *
   * @param name its name, empty for a component on its own
   * @param loop the name of its loop
   * @param origin where its code comes from, see {@link Group#origin}
   * @param supervision what happens when a member fails, see {@link Supervision}
   * @param members how many have not ended
   * @param failures members that have failed so far
   * @param restarts how often its members were made anew
   * @param waitsForRestart whether they will be, and wait for that
   */
  public record GroupInfo(
      String name,
      String loop,
      String origin,
      String supervision,
      int members,
      long failures,
      long restarts,
      boolean waitsForRestart) {}

  /**
   * A component.
   *
   * @param name its name
   * @param kind the kind, the last part of the name without its number
   * @param group the name of its group
   * @param origin where its code comes from, see {@link Group#origin}
   * @param loop the name of its loop
   * @param waitsFor the box at which it waits, empty if it does not wait at a box
   * @param inboxes its inboxes
   * @param outboxes its outboxes
   */
  public record ComponentInfo(
      String name,
      String kind,
      String group,
      String origin,
      String loop,
      String waitsFor,
      List<InboxInfo> inboxes,
      List<OutboxInfo> outboxes) {}

  /**
   * An inbox.
   *
   * @param name its name
   * @param type the simple name of its messages' class
   * @param depth messages waiting now
   * @param limit messages that may wait
   * @param passed messages that have come, including those that wait
   * @param waited how often a sender found it full
   * @param ended whether its stream has ended
   */
  public record InboxInfo(
      String name, String type, int depth, int limit, long passed, long waited, boolean ended) {}

  /**
   * An outbox.
   *
   * @param name its name
   * @param type the simple name of its messages' class
   * @param linkedTo the box it is linked to, empty if none
   * @param discarded messages sent while it was not linked
   */
  public record OutboxInfo(String name, String type, String linkedTo, long discarded) {}
}
