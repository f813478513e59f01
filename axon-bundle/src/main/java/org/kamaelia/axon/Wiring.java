package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Topology.BoxId;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.InboxInfo;
import org.kamaelia.axon.Topology.LinkageInfo;
import org.kamaelia.axon.Topology.OutboxInfo;

/** How the boxes of a topology hang together. */
final class Wiring {
  private final Map<Long, ComponentInfo> components;
  private final Map<BoxId, InboxInfo> inboxes = new HashMap<>();
  private final Map<BoxId, OutboxInfo> outboxes = new HashMap<>();
  private final Map<BoxId, List<BoxId>> sources;

  Wiring(Topology topology) {
    components =
        topology.components().stream()
            .collect(Collectors.toMap(ComponentInfo::id, Function.identity()));
    for (ComponentInfo it : topology.components()) {
      it.inboxes().forEach(box -> inboxes.put(new BoxId(it.id(), it.name(), box.name()), box));
      it.outboxes().forEach(box -> outboxes.put(new BoxId(it.id(), it.name(), box.name()), box));
    }
    sources =
        topology.linkages().stream()
            .collect(
                Collectors.groupingBy(
                    LinkageInfo::destination,
                    Collectors.mapping(LinkageInfo::source, Collectors.toList())));
  }

  @Nullable ComponentInfo component(long id) {
    return components.get(id);
  }

  /** The inbox, if the box is one that is there. */
  @Nullable InboxInfo inbox(BoxId box) {
    return inboxes.get(box);
  }

  /** The inbox and those to which it hands on what comes, to the last. */
  List<BoxId> chain(BoxId inbox) {
    List<BoxId> chain = new ArrayList<>();
    Optional<BoxId> next = Optional.of(inbox);
    while (next.isPresent()) {
      chain.add(next.get());
      InboxInfo info = inboxes.get(next.get());
      next = info == null ? Optional.empty() : info.linkedTo();
    }
    return chain;
  }

  /** See {@link Topology#origins}. */
  List<BoxId> origins(BoxId box) {
    Set<BoxId> found = new LinkedHashSet<>();
    gather(box, found, new HashSet<>());
    return List.copyOf(found);
  }

  private void gather(BoxId box, Set<BoxId> found, Set<BoxId> seen) {
    if (!seen.add(box)) {
      return;
    }
    List<BoxId> before = sources.getOrDefault(box, List.of());
    OutboxInfo outbox = outboxes.get(box);
    if (outbox == null ? before.isEmpty() || !knowsAllSources(box) : !outbox.ended()) {
      found.add(box);
    }
    before.forEach(source -> gather(source, found, seen));
  }

  /** Whether all that is linked to an inbox is in the topology. */
  boolean knowsAllSources(BoxId box) {
    InboxInfo inbox = inboxes.get(box);
    return inbox != null
        && inbox.sources()
            == sources.getOrDefault(box, List.of()).stream().filter(this::isOpen).count();
  }

  private boolean isOpen(BoxId box) {
    InboxInfo inbox = inboxes.get(box);
    OutboxInfo outbox = outboxes.get(box);
    return inbox != null ? !inbox.ended() : outbox != null && !outbox.ended();
  }
}
