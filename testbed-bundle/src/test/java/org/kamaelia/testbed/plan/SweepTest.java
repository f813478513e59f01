package org.kamaelia.testbed.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;
import org.kamaelia.testbed.sim.Sites;

/** Many runs, and what is made of one that fails. */
@Timeout(180)
class SweepTest {
  private static Sweep patient(Trial trial) {
    return Sweep.of(trial).hosts("a", "b", "c").shrinkWithin(Duration.ofMinutes(2));
  }

  private static FailedScenario failure(Sweep sweep) {
    FailedScenario failed = catchThrowableOfType(FailedScenario.class, sweep::run);
    assertThat(failed).isNotNull();
    return failed;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private static void makeHosts(Scenario scenario, Simulation simulation) {
    scenario.hosts().forEach(simulation::host);
  }

  @Test
  void eachSeedIsAnotherScenarioAndTheSameOneAgain() {
    Set<Scenario> scenarios = new HashSet<>();
    Sweep sweep = patient((scenario, simulation) -> scenarios.add(scenario)).payload(5, 50);
    assertThat(sweep.run().runs()).isEqualTo(100);
    assertThat(scenarios).hasSize(100).contains(sweep.scenario(1), sweep.scenario(100));
    assertThat(scenarios).allMatch(each -> each.payload() >= 5 && each.payload() <= 50);
    assertThat(scenarios).extracting(Scenario::payload).contains(5).hasSizeGreaterThan(10);
    assertThat(scenarios).extracting(Scenario::sometimes).contains(true, false);
  }

  @Test
  void aRunThatFailsIsReducedToWhatItNeeds() {
    Trial trial =
        (scenario, simulation) -> {
          makeHosts(scenario, simulation);
          scenario.play(simulation);
          boolean isolated =
              scenario.plan().faults().stream()
                  .anyMatch(fault -> fault.harm().equals(new Harm.Isolate("b")));
          require(!isolated || scenario.payload() < 17, "17 when b is cut off");
        };
    FailedScenario failed = failure(patient(trial).seeds(1, 1000));
    Scenario least = failed.scenario();
    assertThat(least.payload()).isEqualTo(17);
    assertThat(least.hosts()).containsExactly("b");
    assertThat(least.plan().faults()).hasSize(1);
    assertThat(least.plan().faults().getFirst().lasting()).isEqualTo(Duration.ofMillis(1));
    assertThat(least.sometimes()).isFalse();
    assertThat(failed)
        .hasMessageContainingAll(
            "17 when b is cut off", "found by run ", "made simpler in ", ".payload(17)", "trace: ")
        .hasRootCauseInstanceOf(AssertionError.class);
  }

  @Test
  void whatFailsInAnotherWayIsAnotherFailure() {
    Trial trial =
        (scenario, simulation) -> {
          require(scenario.payload() < 10, "too much");
          throw new IllegalStateException("too little");
        };
    FailedScenario failed = failure(patient(trial).payload(500, 1000));
    assertThat(failed.scenario().payload()).isEqualTo(10);
    assertThat(failed.fingerprint().kind()).isEqualTo("java.lang.AssertionError");
    assertThat(failed.fingerprint().where())
        .matches("org.kamaelia.testbed.plan.SweepTest.require:\\d+");
  }

  @Test
  void whenItsTimeIsUpAFailureIsShownAsItIs() {
    Trial trial = (scenario, simulation) -> require(false, "always");
    Sweep sweep = patient(trial).shrinkWithin(Duration.ZERO);
    assertThat(failure(sweep).scenario()).isEqualTo(sweep.scenario(1));
  }

  /** Fails in a component. */
  private static Trial inComponent(Throwable cause) {
    return (scenario, simulation) -> {
      makeHosts(scenario, simulation);
      Component<Object, Object> checks =
          Component.of(
              "checks",
              (in, out) -> {
                if (cause instanceof Error error) {
                  throw error;
                }
                throw (Exception) cause;
              });
      simulation.host("a").axon().activate(checks);
      scenario.plan(FaultPlan.NONE).play(simulation);
    };
  }

  @Test
  void aComponentThatFindsSomethingWrongFailsTheRun() {
    AssertionError wrong = new AssertionError("I found something");
    assertThat(failure(patient(inComponent(wrong))))
        .hasMessageContainingAll("I found something", "components that failed:\n  checks: ")
        .hasCause(wrong);
    assertThat(patient(inComponent(new IOException("such is life"))).run().runs()).isEqualTo(100);
  }

  @Test
  void theSeedThatIsAskedForIsTheOnlyOne() {
    List<Long> seeds = new ArrayList<>();
    System.setProperty("kamaelia.seed", "77");
    try {
      patient((scenario, simulation) -> seeds.add(scenario.seed())).run();
    } finally {
      System.clearProperty("kamaelia.seed");
    }
    assertThat(seeds).as("twice, as the first one always is").containsExactly(77L, 77L);
  }

  @Test
  void whatNoSeedDecidesIsFoundAndTheFirstDifferenceIsNamed() {
    AtomicInteger outside = new AtomicInteger();
    Trial trial =
        (scenario, simulation) -> {
          Host a = simulation.host("a");
          Host b = simulation.host("b");
          simulation.connect(a, b, Duration.ofMillis(10));
          Datagrams socket =
              a.transport().datagrams(new InetSocketAddress("0.0.0.0", 1), Options.NONE);
          for (int i = 0; i < 3000; i++) {
            int size = i == 2500 ? outside.incrementAndGet() : 5;
            socket.send(
                new Datagram(new InetSocketAddress(b.ipv4(), 2), ByteBuffer.allocate(size)));
          }
        };
    assertThatThrownBy(() -> Sweep.of(trial).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the trial does not do the same each time: two runs, seed 1")
        .hasMessageContaining("event 2500 at 0 ns: host 0, SENT, 10.0.0.1:1 > 10.0.0.2:2 udp 3 byt")
        .hasMessageContaining(
            "event 2500 at 0 ns: host 0, SENT, 10.0.0.1:1 > 10.0.0.2:2 udp 4 byt");
  }

  /** Has a way that is seldom taken, and one that leads nowhere. */
  static final class Seldom extends Component<Object, Object> {
    private final int payload;

    Seldom(int payload) {
      this.payload = payload;
    }

    @Override
    protected void run() {
      for (int i = 0; i < 10; i++) {
        if (sometimes("the long way")) {
          clock().sleep(Duration.ofSeconds(1));
        }
      }
      if (payload > 1_000_000 && sometimes("the end of the world")) {
        clock().sleep(Duration.ofDays(1));
      }
    }
  }

  static final class SeldomTrial implements Trial {
    @Override
    public void run(Scenario scenario, Simulation simulation) {
      simulation.host("a").axon().activate(new Seldom(scenario.payload()));
      simulation.advance(scenario.lasting());
    }
  }

  @Test
  void sitesFireInSomeRunsAndThoseThatNoRunReachesAreNamed() {
    Outcome outcome = Sweep.of(new SeldomTrial()).run();
    assertThat(outcome.neverReached()).containsExactly("the end of the world");
    Sites.Visits visits = outcome.sites().get("the long way");
    assertThat(visits.reached()).isEqualTo(1000);
    assertThat(visits.fired()).isBetween(10L, 100L);
    assertThat(outcome.repeated()).isBetween(1, 20);
    assertThat(outcome.toString())
        .contains(
            "100 runs, ",
            "  sometimes the end of the world: never reached\n",
            "  sometimes the long way: reached 1000 times, fired ");
    Trial lambda = (scenario, simulation) -> new SeldomTrial().run(scenario, simulation);
    assertThat(Sweep.of(lambda).seeds(1, 1).run().neverReached()).isEmpty();
    assertThat(Sweep.of(lambda).seeds(1, 1).code(Seldom.class).run().neverReached())
        .containsExactly("the end of the world");
  }

  @Test
  void withoutBeingAskedToNoSiteFires() {
    for (int seed = 0; seed < 100; seed++) {
      Simulation simulation = new Simulation(seed);
      simulation.host("a").axon().activate(new Seldom(1));
      simulation.advance(Duration.ofSeconds(1));
      assertThat(simulation.sites().visits())
          .containsOnlyKeys("the long way")
          .containsValue(new Sites.Visits(10, 0));
    }
  }
}
