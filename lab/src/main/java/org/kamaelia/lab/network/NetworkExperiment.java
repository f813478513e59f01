package org.kamaelia.lab.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.lab.Experiment;
import org.kamaelia.lab.Given;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;
import org.kamaelia.lab.ValueProblem;
import org.kamaelia.link.LinkTextException;
import org.kamaelia.link.Network;
import org.kamaelia.testbed.sim.CongestionControl;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** Flows over a network, both written as text: docs/lab.md says how. */
public final class NetworkExperiment implements Experiment {
  private static final int FIRST_PORT = 5000;
  private static final String TOPOLOGY = "topology";
  private static final String CONTROL = "congestion-control";

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
            TOPOLOGY,
            "client - server {link}",
            "links, one in a line, as docs/links.md has them; or @FILE"),
        Parameter.text(
            "flows",
            "bulk: tcp server > client",
            "flows, one in a line: NAME: KIND FROM > TO; KIND is tcp, udp, rtp or files"),
        Parameter.text(
            CONTROL,
            "cubic",
            "of tcp and files that do not say cc=: cubic, reno, bbr, dctcp, or a class"),
        Parameter.time("duration", Duration.ofSeconds(10), "how long a run is"),
        Parameter.time("sample", Duration.ofMillis(100), "how far points of curves are apart"));
  }

  @Override
  public void check(Given given) {
    Simulation simulation = new Simulation(1);
    flows(given, simulation, build(given, simulation));
  }

  @Override
  public void run(Run run) throws IOException {
    Simulation simulation = new Simulation(run.seed());
    Network network = build(run, simulation);
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

  /** Makes hosts of places. */
  private static Network build(Given given, Simulation simulation) {
    Network network = network(given);
    for (String place : network.places()) {
      simulation.host(place);
    }
    for (Network.Edge edge : network.edges()) {
      simulation.connect(
          simulation.host(edge.from()), simulation.host(edge.to()), edge.there(), edge.back());
    }
    return network;
  }

  private static Network network(Given given) {
    String text = given.text(TOPOLOGY);
    String file = text.strip().startsWith("@") ? text.strip().substring(1) : "";
    String links =
        file.isEmpty()
            ? text
            : ValueProblem.reading(TOPOLOGY, () -> Files.readString(Path.of(file)));
    try {
      return Network.parse(links.replace("{link}", given.text("link").strip()));
    } catch (LinkTextException e) {
      throw file.isEmpty()
          ? new ValueProblem(TOPOLOGY, e.line(), e.what())
          : new ValueProblem(TOPOLOGY, 0, file + ":" + e.line() + ": " + e.what());
    }
  }

  private static List<Traffic> flows(Given given, Simulation simulation, Network network) {
    var control = ValueProblem.reading(CONTROL, () -> CongestionControl.named(given.text(CONTROL)));
    List<Traffic> flows = new ArrayList<>();
    for (FlowText each : FlowText.read(given.text("flows"))) {
      for (String place : List.of(each.from(), each.to())) {
        if (!network.places().contains(place)) {
          throw each.problem(
              "flow %s: no place %s in the topology, there are %s"
                  .formatted(each.name(), place, network.places()));
        }
      }
      try {
        String cc = each.setting("cc", "");
        flows.add(
            Traffic.of(
                each,
                simulation,
                FIRST_PORT + flows.size(),
                given.time("duration"),
                cc.isEmpty() ? control : CongestionControl.named(cc)));
      } catch (IllegalArgumentException e) {
        throw each.problem(e.getMessage() + "");
      }
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
