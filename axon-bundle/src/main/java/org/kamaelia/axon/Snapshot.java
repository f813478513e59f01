package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Topology.BoxId;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.GroupInfo;
import org.kamaelia.axon.Topology.LoopInfo;

/** What a topology shows, found out loop by loop. */
final class Snapshot {
  static final Wait NOTHING = new Wait.Nothing();

  private Snapshot() {}

  /** A loop's part. On the loop. */
  static Topology of(Loop loop) {
    List<ComponentInfo> components =
        loop.groups.stream().flatMap(group -> group.members().stream().map(Snapshot::of)).toList();
    return new Topology(
        List.of(loop(loop, components.size(), false)),
        loop.groups.stream().map(Group::info).toList(),
        components);
  }

  /** Some of a loop's components, by their number. On the loop. */
  static List<ComponentInfo> of(Loop loop, LongPredicate wanted) {
    List<ComponentInfo> some = new ArrayList<>();
    for (Group group : loop.groups) {
      for (Component<?, ?> member : group.members()) {
        if (wanted.test(member.id)) {
          some.add(of(member));
        }
      }
    }
    return some;
  }

  /** What is known of a loop that does not answer. Any thread. */
  static Topology withoutAnswer(Loop loop) {
    return new Topology(List.of(loopWithoutAnswer(loop)), List.of(), List.of());
  }

  /** As above, of the loop alone. */
  static LoopInfo loopWithoutAnswer(Loop loop) {
    return loop(loop, 0, true);
  }

  /** A loop alone. On it. */
  static LoopInfo loop(Loop loop) {
    int components = 0;
    for (Group group : loop.groups) {
      components += (int) group.members().stream().filter(Objects::nonNull).count();
    }
    return loop(loop, components, false);
  }

  static Topology joined(List<Topology> parts) {
    List<LoopInfo> loops = new ArrayList<>();
    List<GroupInfo> groups = new ArrayList<>();
    List<ComponentInfo> components = new ArrayList<>();
    for (Topology part : parts) {
      loops.addAll(part.loops());
      groups.addAll(part.groups());
      components.addAll(part.components());
    }
    return new Topology(List.copyOf(loops), List.copyOf(groups), List.copyOf(components));
  }

  private static LoopInfo loop(Loop loop, int components, boolean stalled) {
    return new LoopInfo(loop.name, loop.turns, loop.ready.size(), components, stalled);
  }

  /** A member of a group. On its loop. */
  static ComponentInfo of(Component<?, ?> component) {
    Group group = component.group;
    assert group != null : "only members of groups are shown";
    List<Topology.InboxInfo> in = new ArrayList<>();
    List<Topology.OutboxInfo> out = new ArrayList<>();
    for (Box<?> box : component.boxes()) {
      switch (box) {
        case Inbox<?> inward -> in.add(inward.info());
        case Outbox<?> outward -> out.add(outward.info());
      }
    }
    Component<?, ?> parent = component.parent();
    return new ComponentInfo(
        component.id,
        parent == null ? 0 : parent.id,
        group.id(),
        component.name(),
        component.kind(),
        group.name(),
        group.origin(),
        group.loop().name,
        component.state(),
        component.waitsFor(),
        List.copyOf(in),
        List.copyOf(out));
  }

  /** A box of whatever loop: what it takes from there does not change. */
  static BoxId of(Box<?> box) {
    return new BoxId(box.owner.id, box.owner.name(), box.name());
  }

  static Optional<BoxId> destination(Box<?> box) {
    return Optional.ofNullable(box.next).map(Snapshot::of);
  }

  /** What one with a body waits for. On its loop. */
  static Wait ofBody(@Nullable Task task, Iterable<? extends Box<?>> boxes) {
    if (task == null || task.state != Task.State.WAITING) {
      return NOTHING;
    }
    Inbox<?> full = task.sendsTo;
    if (full != null) {
      return new Wait.Room(of(full), true);
    }
    boolean timed = task.isTimed();
    List<BoxId> awaited = new ArrayList<>();
    for (Box<?> box : boxes) {
      if (box instanceof Inbox<?> inbox && inbox.isWaitedFor()) {
        awaited.add(of(inbox));
      }
    }
    if (!awaited.isEmpty()) {
      return new Wait.Message(List.copyOf(awaited), !timed);
    }
    return timed ? new Wait.Time() : NOTHING;
  }

  /** What one with turns waits for that may have found an outbox without room. On its loop. */
  static Wait room(Outbox<?> outbox, boolean only) {
    Inbox<?> full = outbox.full();
    return full == null ? NOTHING : new Wait.Room(of(full), only);
  }

  /** What one waits for that has turns only when something comes to an inbox. On its loop. */
  static Wait messages(Inbox<?> inbox) {
    return inbox.isEmpty() ? new Wait.Message(List.of(of(inbox)), true) : NOTHING;
  }
}
