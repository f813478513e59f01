package org.kamaelia.lab.experiments;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.kamaelia.axon.Component;
import org.kamaelia.lab.Run;
import org.kamaelia.link.Delay;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.Rate;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.TcpClient;
import org.kamaelia.net.UdpPeer;
import org.kamaelia.net.UdpSocket;
import org.kamaelia.testbed.measure.Frame;
import org.kamaelia.testbed.measure.ShortFlows;
import org.kamaelia.testbed.media.MediaFlow;
import org.kamaelia.testbed.media.RateControl;
import org.kamaelia.testbed.media.RateRange;
import org.kamaelia.testbed.sim.CongestionControl;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;
import org.kamaelia.testbed.sim.TcpSettings;

/**
 * A network with flows of media and of others, as RFC 8867 has them: routers in a row, hosts at
 * them, and things that begin at certain times.
 */
final class MediaScene {
  static final long MBIT = 1_000_000;

  private static final int MEDIA_PORT = 5004;
  private static final int AUDIO_PORT = 5006;
  private static final int SINK_PORT = 9;

  /** RFC 8867, section 4.3: 20 kbit/s, here in packets of 20 ms. */
  private static final int AUDIO_BYTES = 50;

  private static final long AUDIO_RATE = 20_000 + 28 * 8 * 50;

  private final Run run;
  private final Simulation simulation;
  private final List<Event> events = new ArrayList<>();
  private final Set<Duration> changes = new LinkedHashSet<>();
  private final Map<Host, Host> routers = new HashMap<>();
  private final Map<String, MediaTrack> tracks = new LinkedHashMap<>();
  private final Map<String, Throughput> sinks = new LinkedHashMap<>();
  private final Map<String, Bottleneck> bottlenecks = new LinkedHashMap<>();

  private record Event(Duration at, Action action) {}

  /** Something to do. */
  private interface Action {
    void run() throws Exception;
  }

  MediaScene(Run run) {
    this.run = run;
    simulation = new Simulation(run.seed());
  }

  Host host(String name) {
    return simulation.host(name);
  }

  /** A host at a router, with nothing in its way but a distance. */
  Host host(String name, Host router, Duration delay) {
    Host host = simulation.host(name);
    simulation.connect(host, router, delay);
    routers.put(host, router);
    return host;
  }

  /**
   * Joins two routers by what is narrow, and watches it.
   *
   * @param name of it in measures; empty if it is the only one
   */
  void bottleneck(String name, Host from, Host to, Duration delay, Rate there, Rate back) {
    LinkSpec spec =
        LinkSpec.ideal()
            .withDelay(jittered(delay, run.time("jitter")))
            .with("queue=" + run.text("queue"));
    simulation.connect(from, to, spec.withRate(there), spec.withRate(back));
    bottlenecks.put(name, new Bottleneck(simulation, simulation.path(from, to)));
  }

  /** RFC 8868, section 4.5.3: Gaussian, up to three standard deviations off the mean. */
  private static Delay jittered(Duration mean, Duration deviation) {
    if (deviation.isZero()) {
      return Delay.constant(mean);
    }
    return (now, random) ->
        mean.toNanos() + Math.round(deviation.toNanos() * Math.clamp(random.nextGaussian(), -3, 3));
  }

  /** A bottleneck without limits of its own, for the way back. */
  static Rate wide() {
    return Rate.constant(100 * MBIT);
  }

  /** A change for which convergence is looked at. */
  void change(Duration at) {
    changes.add(at);
  }

  /** A flow of video from a host to another one, with its audio, from a time on. */
  void media(String name, Host from, Host to, Duration start, double priority) {
    media(name, from, to, start, priority, pass());
  }

  static Component<Frame, Frame> pass() {
    return Component.of("frames", (in, out) -> in.forEach(out::send));
  }

  /** The same, with something that frames pass. */
  void media(
      String name,
      Host from,
      Host to,
      Duration start,
      double priority,
      Component<Frame, Frame> stage) {
    RateRange video = RateRange.VIDEO;
    MediaFlow flow =
        new MediaFlow(
            RateControl.named(run.text("control")),
            new RateRange(video.least(), video.most(), priority),
            run.text("ecn").equals("yes"));
    tracks.put(
        name,
        new MediaTrack(
            flow.log(), start, simulation.path(to, Objects.requireNonNull(routers.get(to)))));
    changes.add(start);
    at(
        start,
        () -> {
          flow.receive(to.axon(), any(MEDIA_PORT));
          flow.send(from.axon(), new InetSocketAddress(to.ipv4(), MEDIA_PORT), stage);
          steady(from, to, AUDIO_PORT, AUDIO_BYTES + 28, Rate.constant(AUDIO_RATE));
        });
  }

  private static InetSocketAddress any(int port) {
    return new InetSocketAddress("0.0.0.0", port);
  }

  /** A flow that takes what it wants. */
  void background(Host from, Host to, Rate rate) {
    at(Duration.ZERO, () -> steady(from, to, SINK_PORT, 1500, rate));
  }

  private static void steady(Host from, Host to, int port, int bytes, Rate rate) {
    to.axon().activate(new UdpSocket(any(port)));
    Steady source = new Steady(bytes, rate);
    UdpPeer peer = new UdpPeer(new InetSocketAddress(to.ipv4(), port));
    source.outbox().linkTo(peer.inbox());
    from.axon().activate(source, peer);
  }

  private static TcpSettings tcp(String control) {
    return TcpSettings.LINUX.withCongestionControl(CongestionControl.named(control));
  }

  /** Where TCP flows go; their bytes are counted. */
  private InetSocketAddress sink(String name, Host at) throws IOException {
    Throughput throughput = new Throughput();
    sinks.put(name, throughput);
    return TcpSink.open(at, SINK_PORT, bytes -> throughput.add(simulation.now(), bytes));
  }

  /** A flow of TCP that has no end. */
  void longTcp(String name, Host from, Host to) throws IOException {
    from.tcp(tcp(run.text("tcp")));
    InetSocketAddress sink = sink(name, to);
    Component<Object, ByteBuffer> bulk =
        Component.of(
            "bulk",
            (in, out) -> {
              while (!in.atEnd() || !out.isRefused()) {
                out.send(ByteBuffer.allocate(16_384));
              }
            });
    TcpClient client = new TcpClient(List.of(sink), ClientSettings.STANDARD);
    bulk.outbox().linkTo(client.inbox());
    at(Duration.ZERO, () -> from.axon().activate(bulk, client));
  }

  /** Flows of TCP as of somebody who browses, of which some begin at once. */
  void shortTcp(String name, Host from, Host to, int count, int begun) throws IOException {
    from.tcp(tcp(run.text("tcp")));
    InetSocketAddress sink = sink(name, to);
    RandomGenerator sizes = new SplittableRandom(run.seed());
    for (int i = 0; i < count; i++) {
      ShortFlows flows = new ShortFlows();
      Uploads uploads = new Uploads(sink, i < begun ? sizes.nextInt(30_000, 50_001) : 0);
      flows.outbox().linkTo(uploads.inbox());
      uploads.outbox().linkTo(flows.inbox());
      at(Duration.ZERO, () -> from.axon().activate(flows, uploads));
    }
  }

  private void at(Duration time, Action action) {
    events.add(new Event(time, action));
  }

  /** Runs all, and says what was measured. */
  MediaReport run(Duration time) throws Exception {
    events.sort(Comparator.comparing(Event::at));
    for (Event event : events) {
      simulation.advance(event.at.minusNanos(simulation.now()));
      event.action.run();
    }
    simulation.advance(time.minusNanos(simulation.now()));
    List<Duration> sorted = changes.stream().sorted().toList();
    MediaReport report = new MediaReport(run, time, tracks, sinks, bottlenecks, sorted);
    simulation.hosts().forEach(Host::crash); // what runs there would be kept else
    return report;
  }
}
