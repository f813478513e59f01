package org.kamaelia.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.LinkageInfo;

/**
 * A component, as the page knows it.
 *
 * @param linkages those that start here
 */
record ComponentRow(
    long group, String loop, String name, String kind, boolean active, List<LinkageInfo> linkages) {

  static ComponentRow of(ComponentInfo it, List<LinkageInfo> linkages) {
    return new ComponentRow(
        it.groupId(),
        it.loop(),
        it.name(),
        it.kind(),
        it.state() == Component.State.ACTIVE,
        linkages);
  }

  ComponentRow started() {
    return new ComponentRow(group, loop, name, kind, true, linkages);
  }

  /** With that linkage, and none else from the same box. */
  ComponentRow with(LinkageInfo linkage) {
    List<LinkageInfo> more = new ArrayList<>(without(linkage.source().name()).linkages);
    more.add(linkage);
    return new ComponentRow(group, loop, name, kind, active, List.copyOf(more));
  }

  /** Without the linkages from or to some box. */
  ComponentRow without(Predicate<LinkageInfo> cut) {
    return new ComponentRow(
        group, loop, name, kind, active, linkages.stream().filter(cut.negate()).toList());
  }

  ComponentRow without(String box) {
    return without(linkage -> linkage.source().name().equals(box));
  }
}
