package org.kamaelia.console.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kamaelia.axon.Topology.LoopInfo;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.KeptJar;
import org.kamaelia.deploy.Leak;
import org.kamaelia.deploy.Plan;
import org.kamaelia.deploy.StepReport;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.TlsInfo;
import org.kamaelia.net.VersionRange;
import org.kamaelia.record.RecordingInfo;
import org.kamaelia.record.Replayed;

/** The tables that commands show. */
final class Tables {
  static final Table<ProtocolInfo> PROTOCOLS =
      new Table<>(
          "no protocols",
          List.of(
              Table.text("protocol", ProtocolInfo::name),
              Table.text("version", ProtocolInfo::version),
              Table.text("state", it -> Text.word(it.state())),
              Table.number("port", it -> it.port() == 0 ? "" : String.valueOf(it.port())),
              Table.text("listeners", it -> String.join(", ", it.listeners())),
              Table.number("connections", it -> Text.count(it.connections())),
              Table.text("from", ProtocolInfo::origin)));

  static final Table<ListenerInfo> LISTENERS =
      new Table<>(
          "no listeners",
          List.of(
              Table.text("listener", it -> it.spec().name()),
              Table.text("state", it -> Text.word(it.state())),
              Table.text("protocol", it -> it.spec().protocol()),
              Table.text("version", ListenerInfo::version),
              Table.text("takes", it -> takes(it.spec().get(ListenerSettings.VERSION))),
              Table.text("address", ListenerInfo::address),
              Table.number("connections", it -> Text.count(it.connections())),
              Table.number("accepted", it -> Text.count(it.accepted())),
              Table.number("rejected", it -> Text.count(it.rejected())),
              Table.text("because of", it -> rejections(it.rejections())),
              Table.text("lost", it -> it.lost() == 0 ? "" : Text.count(it.lost())),
              Table.text("reason", ListenerInfo::reason),
              Table.text("faults", ListenerInfo::faults),
              Table.text(
                  "TLS until", it -> it.tls().map(tls -> Text.day(tls.validUntil())).orElse("")),
              Table.text("TLS problem", it -> it.tls().map(TlsInfo::problem).orElse(""))));

  static final Table<Faults> FAULTS =
      new Table<>(
          "no listener has faults",
          List.of(Table.text("listener", Faults::listener), Table.text("faults", Faults::faults)));

  static final Table<RecordingInfo> RECORDINGS =
      new Table<>(
          "no recordings",
          List.of(
              Table.number("number", it -> String.valueOf(it.number())),
              Table.text("state", it -> Text.word(it.state())),
              Table.text("of", RecordingInfo::of),
              Table.number("packets", it -> Text.count(it.packets())),
              Table.number("size", it -> Text.bytes(it.bytes())),
              Table.number("lost", it -> it.lost() == 0 ? "" : Text.count(it.lost())),
              Table.text("reason", RecordingInfo::reason),
              Table.text("file", RecordingInfo::file)));

  static final Table<Replaying.Outcome> OUTCOMES =
      new Table<>(
          "nothing to replay",
          List.of(
              Table.text("conversation", Replaying.Outcome::conversation),
              Table.number("sent", it -> Text.bytes(it.replayed().sent())),
              Table.number("received", it -> Text.bytes(it.replayed().received())),
              Table.number("took", it -> Text.duration(it.replayed().took())),
              Table.text(
                  "answers",
                  it -> it.replayed().isSame() ? "the same" : difference(it.replayed()))));

  static final Table<ListenerInfo> TLS =
      new Table<>(
          "no listeners with TLS",
          List.of(
              Table.text("listener", it -> it.spec().name()),
              Table.text(
                  "TLS until", it -> it.tls().map(tls -> Text.day(tls.validUntil())).orElse("")),
              Table.text("TLS problem", it -> it.tls().map(TlsInfo::problem).orElse(""))));

  static final Table<ConnectionInfo> CONNECTIONS =
      new Table<>(
          "no connections",
          List.of(
              Table.number("id", it -> String.valueOf(it.id())),
              Table.text("listener", ConnectionInfo::listener),
              Table.text("protocol", it -> it.protocol() + " " + it.version()),
              Table.text("peer", ConnectionInfo::peer),
              Table.text("state", it -> Text.word(it.state())),
              Table.text("now", it -> it.busy() ? "busy" : ""),
              Table.number("age", it -> Text.duration(it.age())),
              Table.number("idle", it -> Text.duration(it.idle())),
              Table.number("received", it -> Text.bytes(it.received())),
              Table.number("sent", it -> Text.bytes(it.sent()))));

  static final Table<TcpConnection> TCP =
      new Table<>(
          "no TCP connections of which the system tells more",
          List.of(
              Table.number("id", it -> String.valueOf(it.connection().id())),
              Table.text("listener", it -> it.connection().listener()),
              Table.text("peer", it -> it.connection().peer()),
              Table.number("rtt", it -> Text.millis(it.tcp().rtt())),
              Table.number("varies", it -> Text.millis(it.tcp().rttVariance())),
              Table.number("window", it -> Text.count(it.tcp().congestionWindow())),
              Table.number("mss", it -> Text.count(it.tcp().mss())),
              Table.number("unacked", it -> Text.count(it.tcp().unacknowledged())),
              Table.number("resent", it -> Text.count(it.tcp().totalRetransmits())),
              Table.number("rate", it -> Text.bytes(it.tcp().deliveryRate()) + "/s"),
              Table.number("unsent", it -> Text.bytes(it.tcp().bytesUnsent()))));

  static final Table<Deployment> DEPLOYMENTS =
      new Table<>(
          "no deployments",
          List.of(
              Table.text("file", Deployment::file),
              Table.text("state", it -> Text.word(it.state())),
              Table.number("for", it -> Text.duration(Duration.between(it.since(), Instant.now()))),
              Table.text("bundle", Deployment::bundle),
              Table.text("version", Deployment::version),
              Table.number("id", it -> it.bundleId() == 0 ? "" : String.valueOf(it.bundleId())),
              Table.text("reason", Deployment::reason)));

  static final Table<StepReport> STEPS =
      new Table<>(
          "no steps yet",
          List.of(
              Table.text("step", it -> it.step().toString()),
              Table.text("outcome", it -> Text.word(it.outcome())),
              Table.number("took", it -> Text.duration(it.took())),
              Table.text("remark", StepReport::remark)));

  static final Table<KeptJar> KEPT =
      new Table<>(
          "nothing is kept",
          List.of(
              Table.number("kept", it -> String.valueOf(it.number())),
              Table.text("bundle", KeptJar::bundle),
              Table.text("version", KeptJar::version),
              Table.text("first ran", it -> it.when().truncatedTo(ChronoUnit.SECONDS).toString()),
              Table.text("now", it -> it.running() ? "runs" : ""),
              Table.text(
                  "sha-256", it -> it.digest().substring(0, Math.min(12, it.digest().length())))));

  static final Table<Plan.Move> MOVES =
      new Table<>(
          "no listener would give something else to new connections",
          List.of(
              Table.text("listener", Plan.Move::listener),
              Table.text("protocol", Plan.Move::protocol),
              Table.text("from", it -> it.from().isEmpty() ? "-" : it.from()),
              Table.text("to", it -> it.to().isEmpty() ? "-" : it.to())));

  static final Table<Leak> LEAKS =
      new Table<>(
          "no leaks",
          List.of(
              Table.text("bundle", Leak::bundle),
              Table.text("version", Leak::version),
              Table.number("for", it -> Text.duration(Duration.between(it.since(), Instant.now()))),
              Table.text("held by", it -> holders(it.holders()))));

  static final Table<Stats.ListenerRate> LISTENER_RATES =
      new Table<>(
          "no listeners",
          List.of(
              Table.text("listener", Stats.ListenerRate::listener),
              Table.number("connections", it -> Text.count(it.connections())),
              Table.number("accepted", it -> Text.rate(it.accepted())),
              Table.number("rejected", it -> Text.rate(it.rejected())),
              Table.number("received", it -> Text.bytes(Math.round(it.received())) + "/s"),
              Table.number("sent", it -> Text.bytes(Math.round(it.sent())) + "/s")));

  static final Table<Stats.ProtocolRate> PROTOCOL_RATES =
      new Table<>(
          "no connections",
          List.of(
              Table.text("protocol", Stats.ProtocolRate::protocol),
              Table.text("version", Stats.ProtocolRate::version),
              Table.number("connections", it -> Text.count(it.connections())),
              Table.number("received", it -> Text.bytes(Math.round(it.received())) + "/s"),
              Table.number("sent", it -> Text.bytes(Math.round(it.sent())) + "/s")));

  static final Table<LoopInfo> LOOPS =
      new Table<>(
          "no loops",
          List.of(
              Table.text("loop", LoopInfo::name),
              Table.number("components", it -> Text.count(it.components())),
              Table.number("ready", it -> Text.count(it.ready())),
              Table.number("turns", it -> Text.count(it.turns()))));

  private Tables() {}

  private static String takes(VersionRange versions) {
    return versions.equals(VersionRange.ANY) ? "" : versions.toString();
  }

  static String holders(List<String> holders) {
    return holders.isEmpty()
        ? "who is not known: `leaks --heap` searches"
        : String.join("; ", holders);
  }

  /** How often which setting was the reason. */
  static String rejections(Map<Rejection, Long> counts) {
    return new TreeMap<>(counts)
        .entrySet().stream()
            .map(it -> it.getKey() + " " + Text.count(it.getValue()))
            .collect(Collectors.joining(", "));
  }

  /** In a line: how much was expected, and where it differs first. */
  private static String difference(Replayed it) {
    return it.difference()
        .lines()
        .filter(line -> line.startsWith("expected ") || line.contains("^^"))
        .map(line -> line.replace("^^", "").strip())
        .collect(Collectors.joining("; "));
  }
}
