package org.kamaelia.testbed.plan.planted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Server;
import org.kamaelia.testbed.plan.Scenario;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** A server and its clients, 10 ms away from it. */
final class Network {
  final Host server;
  final List<Host> clients = new ArrayList<>();

  Network(Scenario scenario, Simulation simulation) {
    server = simulation.host(scenario.hosts().getFirst());
    for (String name : scenario.hosts().subList(1, scenario.hosts().size())) {
      Host client = simulation.host(name);
      simulation.connect(server, client, Duration.ofMillis(10));
      clients.add(client);
    }
  }

  /** Has the server serve a protocol at port 7, also when it is there again after a crash. */
  void serve(ProtocolFactory protocol) {
    server.program(
        host -> {
          Server serving = Server.start(host.transport(), host.axon());
          serving.register("sample", "1", protocol);
          serving.bind(ListenerSpec.of("sample", "sample", "0.0.0.0:7"));
        });
  }
}
