package org.kamaelia.lab.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.lab.Experiment;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;
import org.kamaelia.link.Network;
import org.kamaelia.testbed.sim.CongestionControl;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** Flows over a network, both written as text: docs/lab.md says how. */
public final class NetworkExperiment implements Experiment {
  private static final int FIRST_PORT = 5000;

  /** Used by the lab. */
  public NetworkExperiment() {}

  @Override
  public String name() {
    return "network";
  }

  @Override
  public String summary() {
    return "flows over a network, both written as text; needs no code";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.link(
            "link",
            "rate=10Mbit/s delay=20ms queue=50p",
            "the path that is {link} in the topology"),
        Parameter.text(
            "topology",
            "client - server {link}",
            "links, one in a line, as docs/links.md has them; or @FILE"),
        Parameter.text(
            "flows",
            "bulk: tcp server > client",
            "flows, one in a line: NAME: KIND FROM > TO; KIND is tcp, udp, rtp or files"),
        Parameter.text(
            "congestion-control",
            "cubic",
            "of tcp and files that do not say cc=: cubic, reno, bbr, or a class"),
        Parameter.time("duration", Duration.ofSeconds(10), "how long a run is"),
        Parameter.time("sample", Duration.ofMillis(100), "how far points of curves are apart"));
  }

  @Override
  public void run(Run run) throws IOException {
    Simulation simulation = new Simulation(run.seed());
    Network network = network(run);
    for (String place : network.places()) {
      simulation.host(place);
    }
    for (Network.Edge edge : network.edges()) {
      simulation.connect(
          simulation.host(edge.from()), simulation.host(edge.to()), edge.there(), edge.back());
    }
    List<Traffic> flows = flows(run, simulation, network);
    for (Traffic each : flows) {
      each.begin();
    }
    List<Bottleneck> bottlenecks = bottlenecks(simulation, network);
    Sampling sampling = new Sampling(run, simulation, flows, bottlenecks);
    sampling.run(run.time("duration"), run.time("sample"));
    flows.forEach(each -> each.finish(run));
    bottlenecks.forEach(each -> each.measure(run));
  }

  private static Network network(Run run) throws IOException {
    String text = run.text("topology").strip();
    if (text.startsWith("@")) {
      text = Files.readString(Path.of(text.substring(1)));
    }
    return Network.parse(text.replace("{link}", run.text("link").strip()));
  }

  private static List<Traffic> flows(Run run, Simulation simulation, Network network) {
    List<Traffic> flows = new ArrayList<>();
    for (FlowText each : FlowText.read(run.text("flows"))) {
      for (String place : List.of(each.from(), each.to())) {
        if (!network.places().contains(place)) {
          throw new IllegalArgumentException(
              "flow %s: no place %s in the topology, there are %s"
                  .formatted(each.name(), place, network.places()));
        }
      }
      String cc = each.setting("cc", run.text("congestion-control"));
      flows.add(
          Traffic.of(
              each,
              simulation,
              FIRST_PORT + flows.size(),
              run.time("duration"),
              CongestionControl.named(cc)));
    }
    if (flows.isEmpty()) {
      throw new IllegalArgumentException("flows: there is none");
    }
    return flows;
  }

  /** The directions that have a rate. */
  private static List<Bottleneck> bottlenecks(Simulation simulation, Network network) {
    List<Bottleneck> bottlenecks = new ArrayList<>();
    for (Network.Edge edge : network.edges()) {
      Host from = simulation.host(edge.from());
      Host to = simulation.host(edge.to());
      for (var path : List.of(simulation.path(from, to), simulation.path(to, from))) {
        if (Bottleneck.isOne(path)) {
          bottlenecks.add(new Bottleneck(path));
        }
      }
    }
    return bottlenecks;
  }
}
