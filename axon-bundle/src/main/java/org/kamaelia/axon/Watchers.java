package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Topology.LinkageInfo;

/** Who hears of changes on a loop; there while somebody does. The loop's alone. */
final class Watchers {
  private final Loop loop;
  private final List<Changes.Feed> feeds = new ArrayList<>(1);
  private long number;

  private Watchers(Loop loop) {
    this.loop = loop;
  }

  static void begin(Loop loop, Changes.Feed feed) {
    Watchers watchers = loop.watchers == null ? new Watchers(loop) : loop.watchers;
    loop.watchers = watchers;
    watchers.feeds.add(feed);
    feed.offer(new Change.Present(loop.name, watchers.number, Snapshot.of(loop)));
  }

  static void end(Loop loop, Changes.Feed feed) {
    Watchers watchers = loop.watchers;
    if (watchers != null && watchers.feeds.remove(feed) && watchers.feeds.isEmpty()) {
      loop.watchers = null;
    }
  }

  void groupBegun(Group group) {
    tell(new Change.GroupBegun(loop.name, ++number, group.info()));
  }

  void groupRestarted(Group group) {
    tell(new Change.GroupRestarted(loop.name, ++number, group.info()));
  }

  void groupEnded(Group group, @Nullable Throwable failure) {
    tell(
        new Change.GroupEnded(
            loop.name, ++number, group.id(), group.name(), failure == null ? "" : "" + failure));
  }

  void joined(Component<?, ?> component) {
    tell(new Change.Joined(loop.name, ++number, Snapshot.of(component)));
    for (Box<?> box : component.boxes()) {
      if (box.next != null) {
        linked(box, box.next);
      }
      for (Box<?> source : box.sources) {
        if (source.owner != component && source.owner.loop == loop) {
          linked(source, box);
        }
      }
    }
  }

  void started(Component<?, ?> component) {
    tell(new Change.Started(loop.name, ++number, component.id, component.name()));
  }

  void ended(Component<?, ?> component, @Nullable Throwable cause) {
    long id = component.id;
    String name = component.name();
    tell(
        cause == null
            ? new Change.Ended(loop.name, ++number, id, name)
            : new Change.Failed(loop.name, ++number, id, name, cause.toString()));
  }

  /** Of interest once both are in groups. */
  void linked(Box<?> source, Box<?> destination) {
    if (areShown(source, destination)) {
      tell(new Change.Linked(loop.name, ++number, linkage(source, destination)));
    }
  }

  void unlinked(Box<?> source, Box<?> destination) {
    if (areShown(source, destination)) {
      tell(new Change.Unlinked(loop.name, ++number, linkage(source, destination)));
    }
  }

  void boxAdded(Box<?> box) {
    tell(new Change.BoxAdded(loop.name, ++number, Snapshot.of(box), box instanceof Inbox));
  }

  void boxRemoved(Box<?> box) {
    tell(new Change.BoxRemoved(loop.name, ++number, Snapshot.of(box)));
  }

  private static boolean areShown(Box<?> source, Box<?> destination) {
    return source.owner.memberIndex >= 0 && destination.owner.memberIndex >= 0;
  }

  private static LinkageInfo linkage(Box<?> source, Box<?> destination) {
    return new LinkageInfo(Snapshot.of(source), Snapshot.of(destination));
  }

  private void tell(Change change) {
    feeds.forEach(feed -> feed.offer(change));
  }
}
