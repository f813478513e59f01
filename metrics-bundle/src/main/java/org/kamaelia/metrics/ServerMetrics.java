package org.kamaelia.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kamaelia.axon.Topology.LoopInfo;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.Server;

/**
 * The server in numbers, as they are when somebody asks: nothing is counted for this. On a thread
 * that may wait.
 */
final class ServerMetrics implements MultiCollector {
  private final Supplier<Optional<Server>> server;
  private final Supplier<Optional<Deployer>> deployer;

  ServerMetrics(Supplier<Optional<Server>> server, Supplier<Optional<Deployer>> deployer) {
    this.server = server;
    this.deployer = deployer;
  }

  @Override
  public MetricSnapshots collect() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    server.get().ifPresent(it -> addServer(all, it));
    deployer.get().ifPresent(it -> addDeployments(all, it));
    return all.build();
  }

  private static void addServer(MetricSnapshots.Builder all, Server server) {
    var serving = new Gauge("kamaelia_listener_serving", "Whether a listener's port is open.");
    var connections =
        new Gauge("kamaelia_listener_connections", "Connections that are open, by listener.");
    var accepted = new Counter("kamaelia_listener_accepted", "Connections that were accepted.");
    var rejected =
        new Counter(
            "kamaelia_listener_rejected",
            "Connections closed for a limit or by an operator, by reason.");
    var received =
        new Counter("kamaelia_listener_received_bytes", "Bytes from peers, by listener.");
    var sent = new Counter("kamaelia_listener_sent_bytes", "Bytes to peers, by listener.");
    var lost = new Counter("kamaelia_listener_datagrams_lost", "Datagrams lost on this side.");
    for (ListenerInfo it : server.listeners()) {
      Labels listener = Labels.of("listener", it.spec().name());
      serving.add(listener, it.state() == ListenerInfo.State.SERVING ? 1 : 0);
      connections.add(listener, it.connections());
      accepted.add(listener, it.accepted());
      received.add(listener, it.received());
      sent.add(listener, it.sent());
      lost.add(listener, it.lost());
      it.rejections()
          .forEach((why, count) -> rejected.add(listener.add("reason", word(why)), count));
    }
    var speaking =
        new Gauge("kamaelia_protocol_connections", "Connections that are open, by protocol.");
    server.protocols().stream()
        .collect(
            Collectors.groupingBy(
                (ProtocolInfo it) -> Labels.of("protocol", it.name(), "version", it.version()),
                TreeMap::new,
                Collectors.summingLong(ProtocolInfo::connections)))
        .forEach((labels, count) -> speaking.add(labels, count));
    var ready = new Gauge("kamaelia_loop_ready", "Components that wait for their turn, by loop.");
    var components = new Gauge("kamaelia_loop_components", "Components, by loop.");
    var stalled = new Gauge("kamaelia_loop_stalled", "Whether a component holds up the loop.");
    var turns = new Counter("kamaelia_loop_turns", "Turns given, by loop.");
    for (LoopInfo it : server.axon().loopInfos()) {
      Labels loop = Labels.of("loop", it.name());
      ready.add(loop, it.ready());
      components.add(loop, it.components());
      stalled.add(loop, it.stalled() ? 1 : 0);
      turns.add(loop, it.turns());
    }
    for (Gauge gauge : new Gauge[] {serving, connections, speaking, ready, components, stalled}) {
      all.metricSnapshot(gauge.build());
    }
    for (Counter counter : new Counter[] {accepted, rejected, received, sent, lost, turns}) {
      all.metricSnapshot(counter.build());
    }
  }

  private static void addDeployments(MetricSnapshots.Builder all, Deployer deployer) {
    var state =
        new Gauge("kamaelia_deployment_state", "The state that a jar in deploy/ is in is 1.");
    for (Deployment it : deployer.deployments()) {
      for (Deployment.State one : Deployment.State.values()) {
        state.add(Labels.of("file", it.file(), "state", word(one)), it.state() == one ? 1 : 0);
      }
    }
    all.metricSnapshot(state.build());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Numbers that go up and down. */
  private record Gauge(GaugeSnapshot.Builder builder) {
    Gauge(String name, String help) {
      this(GaugeSnapshot.builder().name(name).help(help));
    }

    void add(Labels labels, double value) {
      builder.dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
    }

    MetricSnapshot build() {
      return builder.build();
    }
  }

  /** Numbers that only grow. */
  private record Counter(CounterSnapshot.Builder builder) {
    Counter(String name, String help) {
      this(CounterSnapshot.builder().name(name).help(help));
    }

    void add(Labels labels, long value) {
      builder.dataPoint(
          CounterDataPointSnapshot.builder().labels(labels).value((double) value).build());
    }

    MetricSnapshot build() {
      return builder.build();
    }
  }
}
