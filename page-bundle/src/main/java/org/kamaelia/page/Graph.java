package org.kamaelia.page;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kamaelia.axon.Change;
import org.kamaelia.axon.Topology.BoxId;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.LinkageInfo;

/**
 * The groups, components and linkages of a system, kept by what the system tells of its changes.
 * Loops tell one apart from the other, so a linkage may be known before the component to which it
 * leads, and after it has ended.
 */
final class Graph {
  private final Rows<GroupRow> groups = new Rows<>();
  private final Rows<ComponentRow> components = new Rows<>();

  /** Those with a linkage to a component, by its number. */
  private final Map<Long, Set<Long>> sources = new HashMap<>();

  Rows<GroupRow> groups() {
    return groups;
  }

  Rows<ComponentRow> components() {
    return components;
  }

  /**
   * Takes a change.
   *
   * @return false if some were lost before it, so that what is here is wrong: it goes on with the
   *     {@link Change.Present} of all loops
   */
  boolean apply(Change change) {
    switch (change) {
      case Change.Present present -> present(present);
      case Change.Lost lost -> {
        return false;
      }
      case Change.GroupBegun begun -> groups.put(begun.group().id(), GroupRow.of(begun.group()));
      case Change.GroupRestarted again ->
          groups.put(again.group().id(), GroupRow.of(again.group()));
      case Change.GroupEnded ended -> groups.remove(ended.id());
      case Change.Joined joined ->
          components.put(joined.component().id(), ComponentRow.of(joined.component(), List.of()));
      case Change.Started started -> {
        ComponentRow row = components.get(started.id());
        if (row != null) {
          components.put(started.id(), row.started());
        }
      }
      case Change.Ended ended -> remove(ended.id());
      case Change.Failed failed -> remove(failed.id());
      case Change.Linked linked -> link(linked.linkage());
      case Change.Unlinked unlinked -> unlink(unlinked.linkage().source());
      case Change.BoxAdded added -> {}
      case Change.BoxRemoved removed -> boxRemoved(removed.box());
    }
    return true;
  }

  /** All that a loop has, in the place of what was known of it. */
  private void present(Change.Present present) {
    Set<Long> here = new HashSet<>();
    present.topology().groups().forEach(it -> here.add(it.id()));
    List.copyOf(groups.all().entrySet()).stream()
        .filter(it -> it.getValue().loop().equals(present.loop()) && !here.contains(it.getKey()))
        .forEach(it -> groups.remove(it.getKey()));
    present.topology().groups().forEach(it -> groups.put(it.id(), GroupRow.of(it)));
    present.topology().components().forEach(it -> here.add(it.id()));
    List.copyOf(components.all().entrySet()).stream()
        .filter(it -> it.getValue().loop().equals(present.loop()) && !here.contains(it.getKey()))
        .forEach(it -> remove(it.getKey()));
    for (ComponentInfo it : present.topology().components()) {
      forgetSource(it.id());
      components.put(it.id(), ComponentRow.of(it, it.linkages()));
      it.linkages().forEach(linkage -> addSource(it.id(), linkage));
    }
  }

  private void remove(long id) {
    forgetSource(id);
    components.remove(id);
    for (long source : List.copyOf(sources.getOrDefault(id, Set.of()))) {
      change(source, source(source).without(it -> it.destination().owner() == id));
    }
  }

  private void link(LinkageInfo linkage) {
    long id = linkage.source().owner();
    if (components.get(id) != null) {
      change(id, source(id).with(linkage));
    }
  }

  private void unlink(BoxId source) {
    if (components.get(source.owner()) != null) {
      change(source.owner(), source(source.owner()).without(source.name()));
    }
  }

  private void boxRemoved(BoxId box) {
    unlink(box);
    for (long source : List.copyOf(sources.getOrDefault(box.owner(), Set.of()))) {
      change(source, source(source).without(it -> it.destination().equals(box)));
    }
  }

  private ComponentRow source(long id) {
    ComponentRow row = components.get(id);
    assert row != null : "those without a row are no sources";
    return row;
  }

  private void change(long id, ComponentRow row) {
    forgetSource(id);
    components.put(id, row);
    row.linkages().forEach(linkage -> addSource(id, linkage));
  }

  private void addSource(long id, LinkageInfo linkage) {
    sources.computeIfAbsent(linkage.destination().owner(), key -> new HashSet<>()).add(id);
  }

  private void forgetSource(long id) {
    ComponentRow row = components.get(id);
    if (row == null) {
      return;
    }
    for (LinkageInfo linkage : row.linkages()) {
      sources.computeIfPresent(
          linkage.destination().owner(),
          (destination, all) -> all.remove(id) && all.isEmpty() ? null : all);
    }
  }
}
