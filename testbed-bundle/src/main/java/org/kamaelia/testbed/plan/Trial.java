package org.kamaelia.testbed.plan;

import org.kamaelia.testbed.sim.Simulation;

/**
 * A test that is run many times, each time as another {@link Scenario} in another simulation. It
 * does the same whenever it is given the same scenario: it keeps nothing from run to run, and has
 * no clock or random numbers of its own.
 *
 * {@snippet :
 * void run(Scenario scenario, Simulation simulation) {
 *   // make the hosts of the scenario, and what runs on them
 *   scenario.play(simulation);
 *   // check what came of it
 * }
 * }
 */
@FunctionalInterface
public interface Trial {
  /**
   * Builds something, lets the scenario happen, and checks what came of it.
   *
   * @param scenario what is another in each run
   * @param simulation of the scenario's seed; without hosts yet
   * @throws Exception what makes the run fail, as an {@link AssertionError} does
   */
  void run(Scenario scenario, Simulation simulation) throws Exception;
}
