package org.kamaelia.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Deadlock;
import org.kamaelia.axon.Stall;
import org.kamaelia.axon.Topology.BoxId;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.InboxInfo;
import org.kamaelia.axon.Topology.LoopInfo;
import org.kamaelia.axon.Topology.OutboxInfo;
import org.kamaelia.axon.Wait;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.TlsInfo;
import org.osgi.service.component.annotations.Component;

/** Commands give records; this makes text of them, for Gogo. */
@Component
public final class Rendering implements Converter {
  /** How many components a topology shows. */
  static final int COMPONENTS = 50;

  /** How many frames of a stack are shown. */
  private static final int FRAMES = 12;

  private static final Table<LoopInfo> LOOPS =
      new Table<>(
          "no loops",
          List.of(
              Table.text("loop", LoopInfo::name),
              Table.number("components", it -> Text.count(it.components())),
              Table.number("ready", it -> Text.count(it.ready())),
              Table.number("turns", it -> Text.count(it.turns()))));

  /** Text is all that Gogo converts for us. */
  @Override
  public @Nullable Object convert(Class<?> type, Object from) {
    return null;
  }

  @Override
  public @Nullable CharSequence format(Object target, int level, Converter escape) {
    return switch (target) {
      case ListenerInfo listener -> listener(listener);
      case Unbound unbound -> unbound(unbound);
      case Listing<?> listing when level == INSPECT -> listing.text();
      case View view when level == INSPECT -> view(view);
      case Diagnosis diagnosis when level == INSPECT -> diagnosis(diagnosis);
      default -> null;
    };
  }

  private static String listener(ListenerInfo it) {
    String name = "listener " + Text.clean(it.spec().name());
    return switch (it.state()) {
      case SERVING ->
          "%s serves %s %s at %s"
              .formatted(
                  name,
                  Text.clean(it.spec().protocol()),
                  Text.clean(it.version()),
                  Text.clean(it.address()));
      case WAITING -> "%s waits: %s".formatted(name, Text.clean(it.reason()));
      case FAILED ->
          "%s at %s failed: %s".formatted(name, Text.clean(it.address()), Text.clean(it.reason()));
    };
  }

  private static String unbound(Unbound it) {
    return "listener %s is gone%s"
        .formatted(
            Text.clean(it.listener()),
            it.file().isEmpty()
                ? ""
                : ", but comes back at the next start unless " + it.file() + " is removed");
  }

  private static String diagnosis(Diagnosis it) {
    if (it.allIsWell()) {
      return "nothing is wrong";
    }
    List<String> lines = new ArrayList<>(it.missing());
    for (ListenerInfo listener : it.listeners()) {
      boolean failed = listener.state() == ListenerInfo.State.FAILED;
      lines.add(
          listener(listener)
              + (failed ? "; `retry " + Text.clean(listener.spec().name()) + "` tries again" : ""));
    }
    it.tls().forEach(listener -> lines.add(tls(listener)));
    it.deployments().forEach(deployment -> lines.add(deployment(deployment)));
    it.stalls().forEach(stall -> lines.add(stall(stall)));
    it.deadlocks().forEach(deadlock -> lines.add(deadlock(deadlock)));
    if (it.slow()) {
      lines.add(
          "components run on the slower carrier; start Java with"
              + " --add-opens java.base/java.lang=ALL-UNNAMED for the fast one");
    }
    return String.join("\n", lines);
  }

  private static String tls(ListenerInfo it) {
    TlsInfo tls = it.tls().orElseThrow();
    return "listener %s: %s"
        .formatted(
            Text.clean(it.spec().name()),
            tls.problem().isEmpty()
                ? "a certificate expires at " + tls.validUntil()
                : "its TLS files are not used as they are now: " + Text.clean(tls.problem()));
  }

  private static String deployment(Deployment it) {
    String file = Text.clean(it.file());
    String reason = it.reason().isEmpty() ? "" : ": " + Text.clean(it.reason());
    if (it.state() == Deployment.State.INCOMPLETE) {
      return "%s has been incomplete for %s%s"
          .formatted(file, Text.duration(Duration.between(it.since(), Instant.now())), reason);
    }
    String still =
        it.bundle().isEmpty()
            ? ""
            : "; %s %s still runs for it".formatted(Text.clean(it.bundle()), it.version());
    return "%s was rejected%s%s".formatted(file, reason, still);
  }

  private static String stall(Stall it) {
    return "component %s has held up %s for %s; it is at%s"
        .formatted(
            Text.clean(it.component()),
            it.loop(),
            Text.duration(it.since()),
            it.stack().stream()
                .limit(FRAMES)
                .map(frame -> "\n    " + frame)
                .collect(Collectors.joining()));
  }

  private static String deadlock(Deadlock it) {
    return "these wait for one another and will never go on:"
        + it.cycle().stream()
            .map(step -> "\n    " + Text.clean(step.toString()))
            .collect(Collectors.joining())
        + (it.heldUp().isEmpty()
            ? ""
            : "\n  and hold up " + Text.clean(String.join(", ", it.heldUp())));
  }

  private static String view(View it) {
    List<ComponentInfo> shown = it.components().stream().limit(COMPONENTS).toList();
    List<String> parts = new ArrayList<>();
    if (it.filter().isEmpty()) {
      parts.add(LOOPS.of(it.topology().loops()));
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
                    .map(Rendering::inbox),
                it.outboxes().stream()
                    .filter(box -> all || !box.name().equals("signal"))
                    .map(Rendering::outbox)))
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
