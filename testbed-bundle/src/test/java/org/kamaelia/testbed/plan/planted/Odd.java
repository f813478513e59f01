package org.kamaelia.testbed.plan.planted;

import org.kamaelia.testbed.plan.Scenario;
import org.kamaelia.testbed.plan.Trial;
import org.kamaelia.testbed.sim.Simulation;

/** Fails whatever comes. */
public final class Odd implements Trial {
  @Override
  public void run(Scenario scenario, Simulation simulation) {
    scenario.hosts().forEach(simulation::host);
    scenario.play(simulation);
    throw new AssertionError("odd, as always");
  }
}
