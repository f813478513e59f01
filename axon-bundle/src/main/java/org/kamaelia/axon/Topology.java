package org.kamaelia.axon;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
   * @param id its number, which no other has in this system
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
      long id,
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
   * @param id its number, which no other has in this system: names may come again
   * @param parent the number of the component that has started it, 0 if none has
   * @param groupId the number of its group
   * @param name its name
   * @param kind the kind, the last part of the name without its number
   * @param group the name of its group
   * @param origin where its code comes from, see {@link Group#origin}
   * @param loop the name of its loop
   * @param state where it is in its life
   * @param waitsFor what it waits for
   * @param inboxes its inboxes
   * @param outboxes its outboxes
   */
  public record ComponentInfo(
      long id,
      long parent,
      long groupId,
      String name,
      String kind,
      String group,
      String origin,
      String loop,
      Component.State state,
      Wait waitsFor,
      List<InboxInfo> inboxes,
      List<OutboxInfo> outboxes) {

    /** The linkages that start here, those to components that have ended too. */
    public List<LinkageInfo> linkages() {
      return Stream.concat(
              inboxes.stream().flatMap(box -> linkage(box.name(), box.linkedTo())),
              outboxes.stream().flatMap(box -> linkage(box.name(), box.linkedTo())))
          .toList();
    }

    private Stream<LinkageInfo> linkage(String box, Optional<BoxId> linkedTo) {
      return linkedTo.stream().map(to -> new LinkageInfo(new BoxId(id, name, box), to));
    }
  }

  /**
   * An inbox.
   *
   * @param name its name
   * @param type the simple name of its messages' class
   * @param depth messages waiting now
   * @param limit messages that may wait
   * @param passed messages that have come, including those that wait
   * @param waited how often a sender found it full
   * @param sources boxes that are linked to it and have not ended
   * @param ended whether its stream has ended
   * @param linkedTo the inbox of an enclosed component to which it hands on what comes, if any
   */
  public record InboxInfo(
      String name,
      String type,
      int depth,
      int limit,
      long passed,
      long waited,
      int sources,
      boolean ended,
      Optional<BoxId> linkedTo) {}

  /**
   * An outbox.
   *
   * @param name its name
   * @param type the simple name of its messages' class
   * @param linkedTo the box it is linked to, if any
   * @param discarded messages that nobody got: sent while it was not linked, or dropped as there
   *     was no room
   * @param ended whether its stream has ended: nothing more comes from here
   */
  public record OutboxInfo(
      String name, String type, Optional<BoxId> linkedTo, long discarded, boolean ended) {}

  /**
   * Which box of all.
   *
   * @param owner the number of its component, 0 if that is in no group yet
   * @param component the name of its component
   * @param name its name
   */
  public record BoxId(long owner, String component, String name) {
    /** {@code component.box}, as shown to people. */
    @Override
    public String toString() {
      return component + "." + name;
    }
  }

  /**
   * A linkage.
   *
   * @param source the box where messages come from
   * @param destination the box where they go
   */
  public record LinkageInfo(BoxId source, BoxId destination) {
    /** {@code source -> destination}. */
    @Override
    public String toString() {
      return source + " -> " + destination;
    }
  }

  /** All linkages, component by component. */
  public List<LinkageInfo> linkages() {
    return components.stream().flatMap(component -> component.linkages().stream()).toList();
  }

  /**
   * Where messages for a box come from, through all passthroughs: outboxes that have not ended, and
   * inboxes to which nothing is linked.
   */
  public List<BoxId> origins(BoxId box) {
    return new Wiring(this).origins(box);
  }

  /**
   * All as a graph in the DOT language of Graphviz: groups and enclosing components as clusters,
   * linkages as edges with both boxes and the depth and limit of the inbox. The same topology gives
   * the same text.
   */
  public String toDot() {
    return TopologyGraph.of(this).write(new DotWriter());
  }

  /** As {@link #toDot}, as a Mermaid flowchart. */
  public String toMermaid() {
    return TopologyGraph.of(this).write(new MermaidWriter());
  }
}
