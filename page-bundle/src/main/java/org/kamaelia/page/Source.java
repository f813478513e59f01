package org.kamaelia.page;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Change;
import org.kamaelia.axon.Changes;
import org.kamaelia.axon.Signal;
import org.kamaelia.axon.ThreadedComponent;
import org.kamaelia.axon.Topology.LoopInfo;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.net.Server;
import org.kamaelia.net.transport.TcpInfo;

/**
 * Looks at a server for all pages at once, and tells what has changed: the graph from what the
 * system tells of its changes, several times a second; figures once a second; a diagnosis, which
 * may cost much, more seldom. It runs as long as somebody looks.
 *
 * <p>On a thread of its own, as asking a server waits for its loops.
 */
final class Source extends ThreadedComponent<Object, Update> {
  private static final Duration TICK = Duration.ofMillis(200);

  /** Ticks from one look at the figures to the next. */
  private static final int FIGURES = 5;

  /** Ticks, likewise, to ask the system of the connections if they are many. */
  private static final int SELDOM = 25;

  /** The least time from one diagnosis to the next, and that in proportion to what it took. */
  private static final Duration HEALTHY = Duration.ofSeconds(5);

  private static final int SHARE = 20;

  /** How many changes wait for a tick. */
  private static final int CHANGES = 1 << 15;

  /** Ticks to pause when there were more, so as not to look at everything again and again. */
  private static final int PAUSE = 10;

  /** With more connections than this, the system is asked of them less often. */
  private static final int MANY = 2000;

  private final Sight sight;
  private final Audience audience;
  private final BooleanSupplier isAlone;

  private final Graph graph = new Graph();
  private final Connections connections = new Connections();
  private List<Deployment> deployments = List.of();
  private String health = "null";
  private Instant nextDiagnosis = Instant.MIN;
  private long logged;
  private @Nullable Changes changes;
  private int pause;

  /**
   * @param isAlone whether nobody looks any more, so that this ends
   */
  Source(Sight sight, Audience audience, BooleanSupplier isAlone) {
    this.sight = sight;
    this.audience = audience;
    this.isAlone = isAlone;
  }

  @Override
  protected void run() {
    try {
      for (int tick = 0; !isAlone.getAsBoolean() && !isTold(); tick++) {
        Sheet news = new Sheet(false, clock().instant());
        look(news, tick);
        if (!news.isEmpty()) {
          outbox.send(new Update(false, news.text()));
        }
        if (audience.takeWanted()) {
          outbox.send(new Update(true, whole()));
        }
      }
    } finally {
      if (changes != null) {
        changes.close();
      }
    }
  }

  /** Waits for the next tick; true if it was told to finish. */
  private boolean isTold() {
    return select(TICK, control()).isPresent()
        && control().poll().orElse(null) instanceof Signal.Shutdown;
  }

  private void look(Sheet news, int tick) {
    follow();
    news.groups(graph.groups().take());
    news.components(graph.components().take());
    if (tick % FIGURES == 0) {
      figures(news, tick);
    }
    List<Deployment> now = sight.deployer().get().map(it -> it.deployments()).orElse(List.of());
    if (!now.equals(deployments)) {
      deployments = now;
      news.deployments(now);
    }
    if (tick > 0 && !clock().instant().isBefore(nextDiagnosis)) {
      Instant asked = clock().instant();
      String found = sight.diagnostics().get().map(it -> it.json(it.diagnose())).orElse("null");
      if (!found.equals(health)) {
        health = found;
        news.health(found);
      }
      Instant answered = clock().instant();
      Duration rest = Duration.between(asked, answered).multipliedBy(SHARE);
      nextDiagnosis = answered.plus(rest.compareTo(HEALTHY) > 0 ? rest : HEALTHY);
    }
    List<LogLine> lines = sight.log().after(logged);
    if (!lines.isEmpty()) {
      logged = lines.getLast().number();
      news.log(lines);
    }
  }

  /** Takes what has changed in the graph. */
  private void follow() {
    if (changes == null) {
      if (pause-- > 0) {
        return;
      }
      changes = sight.server().axon().changes(CHANGES);
    }
    for (Optional<Change> it = changes.poll(); it.isPresent(); it = changes.poll()) {
      if (!graph.apply(it.get())) {
        changes.close();
        changes = null;
        pause = PAUSE;
        return;
      }
    }
  }

  private void figures(Sheet news, int tick) {
    Server server = sight.server();
    Wish wishes = audience.wishes();
    connections.look(server.connections(), clock().instant());
    news.connections(connections.take(wishes.connections()));
    running(news);
    news.boxes(
        wishes.components().isEmpty()
            ? List.of()
            : server.axon().components(wishes.components()::contains));
    if (connections.rows().all().size() <= MANY || tick % SELDOM == 0) {
      Map<Long, TcpInfo> infos = server.tcpInfos();
      news.roundTrips(infos.values().stream().map(TcpInfo::rtt).sorted().toList());
      Map<Long, TcpInfo> some = new HashMap<>(infos);
      some.keySet().retainAll(wishes.connections());
      news.tcp(some);
    }
  }

  /** What there is little of. */
  private void running(Sheet sheet) {
    Server server = sight.server();
    Instant asked = Instant.now();
    List<LoopInfo> loops = server.axon().loopInfos();
    sheet.loops(loops, Duration.between(asked, Instant.now()));
    sheet.listeners(server.listeners());
    sheet.protocols(server.protocols());
  }

  /** All that was told so far. */
  private String whole() {
    Sheet sheet = new Sheet(true, clock().instant());
    sheet.groups(new Rows.Delta<>(graph.groups().all(), List.of()));
    sheet.components(new Rows.Delta<>(graph.components().all(), List.of()));
    sheet.connections(new Rows.Delta<>(connections.rows().all(), List.of()));
    running(sheet);
    sheet.deployments(deployments);
    sheet.health(health);
    sheet.log(sight.log().after(0));
    return sheet.text();
  }

  @Override
  protected String kind() {
    return "Source";
  }
}
