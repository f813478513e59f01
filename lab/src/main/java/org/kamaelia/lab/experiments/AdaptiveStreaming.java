package org.kamaelia.lab.experiments;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.kamaelia.axon.Component;
import org.kamaelia.lab.Experiment;
import org.kamaelia.lab.Given;
import org.kamaelia.lab.LinkProfile;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;
import org.kamaelia.lab.ValueProblem;
import org.kamaelia.link.Rate;
import org.kamaelia.link.TraceFile;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.TcpClient;
import org.kamaelia.testbed.media.Fetched;
import org.kamaelia.testbed.media.Ladder;
import org.kamaelia.testbed.media.PlayerReport;
import org.kamaelia.testbed.media.SegmentChoice;
import org.kamaelia.testbed.media.SegmentPlayer;
import org.kamaelia.testbed.media.SegmentServer;
import org.kamaelia.testbed.sim.CongestionControl;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** A player that chooses the rate of each segment, over TCP and a link whose rate changes. */
public final class AdaptiveStreaming implements Experiment {
  private static final int PORT = 8080;
  private static final Duration MOST = Duration.ofHours(1);
  private static final Set<Component.State> OVER =
      EnumSet.of(Component.State.ENDED, Component.State.FAILED);

  /** Makes it. */
  public AdaptiveStreaming() {}

  @Override
  public String name() {
    return "adaptive-streaming";
  }

  @Override
  public String summary() {
    return "a player of segments at several rates (ABR), over TCP and a rate that changes";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.text(
            "choice", "throughput", "of rates: throughput, buffer, bola, or a class of your own"),
        Parameter.text(
            "trace",
            "drawn",
            "the link's rate: drawn by mean, spread and hold; or @FILE, in steps"),
        Parameter.number("mean", "Mbit/s", 3, 0.1, 1000, "of a drawn rate"),
        Parameter.number("spread", "", 0.5, 0, 2, "of a drawn rate: sigma of a lognormal one"),
        Parameter.time("hold", Duration.ofSeconds(10), "how long a drawn rate stays, in the mean"),
        Parameter.link("link", "delay=25ms queue=200ms", "to the server; its rate is the trace's"),
        Parameter.text("ladder", "0.3 0.75 1.2 1.85 2.85 4.3", "rates, in Mbit/s"),
        Parameter.time("segment", Duration.ofSeconds(4), "how long a segment plays"),
        Parameter.whole("segments", "", 75, 1, 100_000, "how many there are"),
        Parameter.time("start", Duration.ofSeconds(4), "what has to be there before it plays"),
        Parameter.time("most", Duration.ofSeconds(30), "how much may wait to be played"),
        Parameter.text("tcp", "cubic", "the server's congestion control"));
  }

  @Override
  public void check(Given given) {
    player(given);
    ValueProblem.reading("trace", () -> rate(given, 1));
    ValueProblem.reading("tcp", () -> CongestionControl.named(given.text("tcp")));
  }

  private static SegmentPlayer player(Given given) {
    return new SegmentPlayer(
        ValueProblem.reading("ladder", () -> ladder(given)),
        ValueProblem.reading("choice", () -> SegmentChoice.named(given.text("choice"))),
        given.time("start"),
        given.time("most"));
  }

  @Override
  public void run(Run run) throws Exception {
    Simulation simulation = new Simulation(run.seed());
    Host home = simulation.host("home");
    Host server = simulation.host("server");
    server.tcp(server.tcp().withCongestionControl(CongestionControl.named(run.text("tcp"))));
    LinkProfile link = run.link("link");
    Rate rate = rate(run, run.seed());
    simulation.connect(home, server, link.up(), link.down().withRate(rate));
    Server serving = Server.start(server.transport(), server.axon());
    serving.register("segments", "1.0", connection -> new SegmentServer());
    serving.bind(ListenerSpec.of("segments", "segments", "0.0.0.0:" + PORT));
    SegmentPlayer player = player(run);
    TcpClient client =
        new TcpClient(List.of(simulation.address("server", PORT)), ClientSettings.STANDARD);
    player.outbox().linkTo(client.inbox());
    client.outbox().linkTo(player.inbox());
    home.axon().activate(player, client);
    simulation.runUntil(() -> OVER.contains(player.state()), MOST);
    if (player.state() == Component.State.FAILED) {
      throw new IllegalStateException("the player failed, and said why in the log");
    }
    PlayerReport report = player.report();
    simulation.hosts().forEach(Host::crash);
    report(run, report);
    curves(run, report, rate.begin());
  }

  private static Ladder ladder(Given given) {
    List<Long> rates =
        Arrays.stream(given.text("ladder").strip().split("\\s+", -1))
            .map(each -> Math.round(Double.parseDouble(each) * 1e6))
            .toList();
    return new Ladder(rates, given.time("segment"), given.whole("segments"));
  }

  private static Rate rate(Given given, long seed) throws IOException {
    String trace = given.text("trace").strip();
    if (trace.startsWith("@")) {
      return TraceFile.steps(Path.of(trace.substring(1)));
    }
    if (!trace.equals("drawn")) {
      throw new IllegalArgumentException("trace is \"drawn\" or @FILE, not \"" + trace + "\"");
    }
    RandomGenerator random = new SplittableRandom(seed);
    double spread = given.number("spread");
    List<Rate.Step> steps = new ArrayList<>();
    long at = 0;
    while (at < MOST.toNanos()) {
      double factor = Math.exp(spread * random.nextGaussian() - spread * spread / 2);
      long rate = Math.max(100_000, Math.round(given.number("mean") * 1e6 * factor));
      steps.add(new Rate.Step(Duration.ofNanos(at), rate));
      at += Math.max(1, Math.round(given.time("hold").toNanos() * random.nextExponential()));
    }
    return Rate.steps(steps.toArray(Rate.Step[]::new));
  }

  private static void report(Run run, PlayerReport report) {
    double played =
        (double) report.fetched().size() * run.time("segment").toNanos()
            + report.stalled().toNanos();
    run.measure("rate", "Mbit/s", report.meanRate() / 1e6);
    run.measure("stalls", "", (double) report.stalls());
    run.measure("stalled", "%", 100 * report.stalled().toNanos() / played);
    run.measure("switches", "", (double) report.switches());
    run.measure("start-up", "s", report.startUp().toNanos() / 1e9);
    run.measure("missing", "segments", (double) run.whole("segments") - report.fetched().size());
  }

  private static void curves(Run run, PlayerReport report, Rate.Sender link) {
    for (Fetched each : report.fetched()) {
      run.series("rate/chosen", "Mbit/s", each.came(), each.rate() / 1e6);
      run.series(
          "rate/link", "Mbit/s", each.came(), link.bitsPerSecond(each.came().toNanos()) / 1e6);
      run.series("buffer", "s", each.came(), each.level().toNanos() / 1e9);
    }
  }
}
