package org.kamaelia.console.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kamaelia.axon.Topology.BoxId;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.InboxInfo;
import org.kamaelia.axon.Topology.OutboxInfo;
import org.kamaelia.axon.Wait;

/** A topology as people read it. */
final class TopologyText {
  /** How many components are shown. */
  static final int COMPONENTS = 50;

  private TopologyText() {}

  static String of(View it) {
    List<ComponentInfo> shown = it.components().stream().limit(COMPONENTS).toList();
    List<String> parts = new ArrayList<>();
    if (it.filter().isEmpty()) {
      parts.add(Tables.LOOPS.of(it.topology().loops()));
    }
    parts.add(
        shown.isEmpty()
            ? "none of %s components has %s in its name, group, origin or loop"
                .formatted(Text.count(it.topology().components().size()), Text.clean(it.filter()))
            : shown.stream()
                .map(component -> component(component, !it.filter().isEmpty()))
                .collect(Collectors.joining("\n")));
    int more = it.components().size() - shown.size();
    if (more > 0) {
      parts.add(kinds(it.components()));
      parts.add("… and %s more; topology <filter> to narrow".formatted(Text.count(more)));
    }
    return String.join("\n\n", parts);
  }

  private static String kinds(List<ComponentInfo> components) {
    Map<String, Long> kinds =
        components.stream()
            .collect(
                Collectors.groupingBy(ComponentInfo::kind, TreeMap::new, Collectors.counting()));
    return kinds.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(20)
        .map(kind -> Text.count(kind.getValue()) + " " + Text.clean(kind.getKey()))
        .collect(Collectors.joining(", "));
  }

  /** With its control and signal boxes only where it was asked for. */
  private static String component(ComponentInfo it, boolean all) {
    String waitsFor =
        it.waitsFor() instanceof Wait.Message message
            ? message.inboxes().stream().map(BoxId::name).collect(Collectors.joining(" or "))
            : it.waitsFor().toString();
    String head =
        "%s  on %s%s%s"
            .formatted(
                it.name(),
                it.loop(),
                it.origin().isEmpty() ? "" : ", from " + it.origin(),
                waitsFor.isEmpty() ? "" : ", waits for " + waitsFor);
    return Stream.concat(
            Stream.of(head),
            Stream.concat(
                it.inboxes().stream()
                    .filter(box -> all || !box.name().equals("control"))
                    .map(TopologyText::inbox),
                it.outboxes().stream()
                    .filter(box -> all || !box.name().equals("signal"))
                    .map(TopologyText::outbox)))
        .map(Text::clean)
        .collect(Collectors.joining("\n"));
  }

  private static String inbox(InboxInfo it) {
    String limit = it.limit() == Integer.MAX_VALUE ? "no limit" : Text.count(it.limit());
    return "    %-10s %-12s %s/%s now, %s passed%s%s%s"
        .formatted(
            it.name(),
            it.type(),
            Text.count(it.depth()),
            limit,
            Text.count(it.passed()),
            it.waited() == 0 ? "" : ", senders waited " + Text.count(it.waited()) + " times",
            it.ended() ? ", ended" : "",
            it.linkedTo().map(to -> ", handed on to " + to).orElse(""));
  }

  private static String outbox(OutboxInfo it) {
    return "    %-10s %-12s -> %s%s"
        .formatted(
            it.name(),
            it.type(),
            it.linkedTo().map(BoxId::toString).orElse("nothing"),
            it.discarded() == 0 ? "" : ", " + Text.count(it.discarded()) + " discarded");
  }
}
