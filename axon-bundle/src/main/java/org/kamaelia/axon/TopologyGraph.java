package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Topology.BoxId;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.GroupInfo;
import org.kamaelia.axon.Topology.InboxInfo;
import org.kamaelia.axon.Topology.LinkageInfo;

/** A topology as nodes, edges and clusters, in an order that depends on names, not on chance. */
final class TopologyGraph {
  private static final int REPLACEMENT = 0xFFFD;

  private final Topology topology;
  private final Wiring wiring;

  /** By the number of the parent, or of the group with its sign changed. */
  private final Map<Long, List<ComponentInfo>> inside = new HashMap<>();

  private final Map<Long, Integer> nodes = new LinkedHashMap<>();

  /** Named by a linkage, but not there: in no group yet, ended, or on a loop that is held up. */
  private final Map<String, Integer> absent = new HashMap<>();

  private int clusters;

  private TopologyGraph(Topology topology) {
    this.topology = topology;
    wiring = new Wiring(topology);
  }

  static TopologyGraph of(Topology topology) {
    TopologyGraph graph = new TopologyGraph(topology);
    topology.components().stream()
        .sorted(Comparator.comparing(ComponentInfo::name).thenComparingLong(ComponentInfo::id))
        .forEach(it -> graph.add(it, graph.wiring.component(it.parent())));
    return graph;
  }

  String write(GraphWriter writer) {
    topology.groups().stream()
        .sorted(Comparator.comparing(GroupInfo::name).thenComparingLong(GroupInfo::id))
        .forEach(group -> writeGroup(writer, group));
    List<LinkageInfo> linkages = topology.linkages().stream().sorted(this::compare).toList();
    linkages.forEach(linkage -> writeAbsent(writer, linkage.destination()));
    linkages.forEach(linkage -> writeEdge(writer, linkage));
    return writer.text();
  }

  /** What a graph shows for a character: not those that steer something, nor half ones. */
  static int shown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          REPLACEMENT;
      default -> point;
    };
  }

  private void add(ComponentInfo component, @Nullable ComponentInfo parent) {
    boolean enclosed = parent != null && parent.groupId() == component.groupId();
    inside
        .computeIfAbsent(
            enclosed ? component.parent() : -component.groupId(), it -> new ArrayList<>())
        .add(component);
  }

  private void writeGroup(GraphWriter writer, GroupInfo group) {
    List<ComponentInfo> members = inside.getOrDefault(-group.id(), List.of());
    if (members.isEmpty()) {
      return;
    }
    String origin = group.origin().isEmpty() ? "" : "\nfrom " + group.origin();
    writer.open(clusters++, (group.name() + "\non " + group.loop() + origin).strip());
    members.forEach(member -> writeComponent(writer, member));
    writer.close();
  }

  private void writeComponent(GraphWriter writer, ComponentInfo component) {
    String prefix = component.group() + "/";
    String name =
        component.name().startsWith(prefix)
            ? component.name().substring(prefix.length())
            : component.name();
    List<ComponentInfo> parts = inside.getOrDefault(component.id(), List.of());
    if (!parts.isEmpty()) {
      writer.open(clusters++, "");
    }
    writer.node(nodeOf(component.id()), name, true);
    if (!parts.isEmpty()) {
      parts.forEach(part -> writeComponent(writer, part));
      writer.close();
    }
  }

  private void writeAbsent(GraphWriter writer, BoxId box) {
    if (!nodes.containsKey(box.owner()) && !absent.containsKey(keyOf(box))) {
      int node = nodes.size() + absent.size();
      absent.put(keyOf(box), node);
      writer.node(node, box.component(), false);
    }
  }

  private void writeEdge(GraphWriter writer, LinkageInfo linkage) {
    BoxId to = linkage.destination();
    Integer end = nodes.get(to.owner());
    InboxInfo inbox = wiring.inbox(to);
    boolean passthrough = wiring.inbox(linkage.source()) != null || (end != null && inbox == null);
    String label = linkage.source().name() + " → " + to.name();
    writer.edge(
        nodeOf(linkage.source().owner()),
        end == null ? absent.getOrDefault(keyOf(to), 0) : end,
        inbox == null ? label : label + " " + fill(inbox),
        passthrough);
  }

  private static String fill(InboxInfo inbox) {
    return inbox.depth() + "/" + (inbox.limit() == Inbox.UNLIMITED ? "∞" : inbox.limit());
  }

  private int nodeOf(long id) {
    return nodes.computeIfAbsent(id, it -> nodes.size());
  }

  private static String keyOf(BoxId box) {
    return box.owner() + " " + box.component();
  }

  /** As the nodes are ordered, and then by the names of the boxes. */
  private int compare(LinkageInfo one, LinkageInfo other) {
    return Comparator.<LinkageInfo>comparingInt(it -> nodeOf(it.source().owner()))
        .thenComparing(it -> it.source().name())
        .compare(one, other);
  }
}
