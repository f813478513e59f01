package org.kamaelia.axon;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Topology.BoxId;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.InboxInfo;

/**
 * Who waits for whom.
 *
 * <p>Stuck is who waits, and could only be freed by components that are stuck themselves. To be
 * sure of that with loops that are looked at one after another, three looks are compared, each
 * begun when the one before was over. Where nothing was taken from an inbox from the first look to
 * the last, who waited for a message there did so all the time, and who waited for room there at
 * the second look still did at its end: that was a moment at which all of them waited.
 */
final class WaitGraph {
  private static final Comparator<ComponentInfo> BY_NAME =
      Comparator.comparing(ComponentInfo::name).thenComparingLong(ComponentInfo::id);

  private final Wiring first;
  private final Wiring second;
  private final Wiring now;

  /** Who is stuck, and the numbers of those who could free it. */
  private final Map<Long, Set<Long>> stuck = new HashMap<>();

  private WaitGraph(Topology first, Topology second, Topology third) {
    this.first = new Wiring(first);
    this.second = new Wiring(second);
    now = new Wiring(third);
    for (ComponentInfo component : third.components()) {
      if (hasWaited(component)) {
        rescuers(component, third).ifPresent(who -> stuck.put(component.id(), who));
      }
    }
    while (stuck.values().removeIf(who -> !stuck.keySet().containsAll(who))) {
      // until nobody is left who could be freed
    }
  }

  /** The circles of components that hold one another up; each look must follow the one before. */
  static List<Deadlock> deadlocks(Topology first, Topology second, Topology third) {
    return new WaitGraph(first, second, third).deadlocks(third);
  }

  private List<Deadlock> deadlocks(Topology topology) {
    List<ComponentInfo> senders =
        topology.components().stream()
            .filter(it -> stuck.containsKey(it.id()) && it.waitsFor() instanceof Wait.Room)
            .sorted(BY_NAME)
            .toList();
    List<List<Long>> cycles = new ArrayList<>();
    for (ComponentInfo sender : senders) {
      if (cycles.stream().noneMatch(cycle -> cycle.contains(sender.id()))) {
        cycleThrough(sender.id()).ifPresent(cycles::add);
      }
    }
    // Others may be held up by a circle in which all wait for messages.
    for (ComponentInfo sender : senders) {
      Set<Long> ahead = reachableFrom(sender.id());
      if (cycles.stream().noneMatch(cycle -> ahead.contains(cycle.getFirst()))) {
        ahead.stream().flatMap(it -> cycleThrough(it).stream()).findFirst().ifPresent(cycles::add);
      }
    }
    return cycles.stream().map(cycle -> describe(cycle, senders)).toList();
  }

  private Deadlock describe(List<Long> cycle, List<ComponentInfo> senders) {
    return new Deadlock(
        cycle.stream().map(now::component).filter(Objects::nonNull).map(this::step).toList(),
        senders.stream()
            .filter(it -> !cycle.contains(it.id()))
            .filter(it -> reachableFrom(it.id()).contains(cycle.getFirst()))
            .map(ComponentInfo::name)
            .toList());
  }

  private Deadlock.Step step(ComponentInfo component) {
    return switch (component.waitsFor()) {
      case Wait.Room room -> new Deadlock.Step(component.name(), true, now.chain(room.inbox()));
      case Wait.Message message -> new Deadlock.Step(component.name(), false, message.inboxes());
      case Wait.Parts _, Wait.Time _, Wait.Nothing _ ->
          new Deadlock.Step(component.name(), false, List.of());
    };
  }

  private boolean hasWaited(ComponentInfo component) {
    Wait wait = component.waitsFor();
    return waited(first, component.id(), wait)
        && waited(second, component.id(), wait)
        && awaited(wait).allMatch(this::hasNotMoved);
  }

  private static boolean waited(Wiring look, long id, Wait wait) {
    ComponentInfo component = look.component(id);
    return component != null && component.waitsFor().equals(wait);
  }

  private Stream<BoxId> awaited(Wait wait) {
    return switch (wait) {
      case Wait.Room room -> Stream.of(now.chain(room.inbox()).getLast());
      case Wait.Message message -> message.inboxes().stream();
      case Wait.Parts _, Wait.Time _, Wait.Nothing _ -> Stream.empty();
    };
  }

  private boolean hasNotMoved(BoxId box) {
    InboxInfo before = first.inbox(box);
    InboxInfo after = now.inbox(box);
    return before != null && after != null && taken(before) == taken(after);
  }

  private static long taken(InboxInfo inbox) {
    return inbox.passed() - inbox.depth();
  }

  /** Those who could free a component; nothing if others could as well. */
  private Optional<Set<Long>> rescuers(ComponentInfo component, Topology topology) {
    Set<Long> found = new LinkedHashSet<>();
    boolean all =
        switch (component.waitsFor()) {
          case Wait.Room room -> {
            found.add(now.chain(room.inbox()).getLast().owner());
            yield room.only();
          }
          case Wait.Message message ->
              message.only() && message.inboxes().stream().allMatch(it -> addFeeders(it, found));
          case Wait.Parts _ -> {
            topology.components().stream()
                .filter(it -> it.parent() == component.id())
                .filter(it -> it.state() == Component.State.ACTIVE)
                .forEach(it -> found.add(it.id()));
            yield !found.isEmpty();
          }
          case Wait.Time _, Wait.Nothing _ -> false;
        };
    return all ? Optional.of(found) : Optional.empty();
  }

  /** Adds those who could send something to an inbox; false if not all are known. */
  private boolean addFeeders(BoxId inbox, Set<Long> found) {
    InboxInfo info = now.inbox(inbox);
    return info != null
        && info.depth() == 0
        && now.origins(inbox).stream().allMatch(origin -> addFeeder(origin, found));
  }

  private boolean addFeeder(BoxId origin, Set<Long> found) {
    if (now.inbox(origin) == null) {
      found.add(origin.owner());
      return true;
    }
    ComponentInfo owner = now.component(origin.owner());
    return owner != null
        && origin.name().equals("control")
        && now.knowsAllSources(origin)
        && addParent(owner, found);
  }

  /** To a control to which nothing is linked only the parent speaks: see Composite and Carousel. */
  private boolean addParent(ComponentInfo component, Set<Long> found) {
    ComponentInfo parent = now.component(component.parent());
    if (parent == null) {
      return true;
    }
    if (parent.waitsFor() instanceof Wait.Parts) {
      // It says what it has heard itself.
      BoxId ear = new BoxId(parent.id(), parent.name(), "control");
      return now.inbox(ear) == null
          || now.origins(ear).stream().allMatch(it -> addFeeder(it, found));
    }
    found.add(parent.id());
    return true;
  }

  private Set<Long> reachableFrom(long start) {
    Set<Long> reached = new LinkedHashSet<>();
    ArrayDeque<Long> ahead = new ArrayDeque<>(stuck.getOrDefault(start, Set.of()));
    for (Long id = ahead.poll(); id != null; id = ahead.poll()) {
      if (reached.add(id)) {
        ahead.addAll(stuck.getOrDefault(id, Set.of()));
      }
    }
    return reached;
  }

  /** The shortest way from a component to itself, beginning with it. */
  private Optional<List<Long>> cycleThrough(long start) {
    ArrayDeque<List<Long>> ways = new ArrayDeque<>();
    ways.add(List.of(start));
    Set<Long> seen = new HashSet<>();
    for (@Nullable List<Long> way = ways.poll(); way != null; way = ways.poll()) {
      for (Long next : stuck.getOrDefault(way.getLast(), Set.of())) {
        if (next == start) {
          return Optional.of(way);
        }
        if (seen.add(next)) {
          ways.add(Stream.concat(way.stream(), Stream.of(next)).toList());
        }
      }
    }
    return Optional.empty();
  }
}
