package org.kamaelia.testbed.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.testbed.plan.FaultPlan.Planned;
import org.kamaelia.testbed.sim.Faults;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** Plans are data: drawn, written, read and applied. */
class FaultPlanTest {
  private static final List<String> HOSTS = List.of("server", "client1", "client 2");
  private static final Duration TIME = Duration.ofSeconds(10);

  private static final String ALL =
      """
      0s 10s alter client1 loss=10% delay=80ms
      500ms 2s isolate server
      1s 4s partition client1 "client 2" | server
      3s 10us cut client1 > server
      3s 1s hold client1 > "a \\\\ and a \\""
      5s 1ns clog client1
      6s 2s crash server
      """;

  @Test
  void whatIsWrittenIsRead() {
    FaultPlan plan = FaultPlan.read(ALL);
    assertThat(plan.faults()).hasSize(7);
    assertThat(plan.faults().get(2))
        .isEqualTo(
            new Planned(
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                new Harm.Partition(List.of("client1", "client 2"), List.of("server"))));
    assertThat(plan.faults().get(4).harm().names()).containsExactly("client1", "a \\ and a \"");
    assertThat(plan).hasToString(ALL);
    assertThat(FaultPlan.read("# nothing\n\n  # to do\n")).isEqualTo(FaultPlan.NONE);
  }

  @Test
  void faultsAreInTheOrderInWhichTheyBegin() {
    FaultPlan plan = FaultPlan.read("2s 1s clog a # later\n1s 1s clog b");
    assertThat(plan).hasToString("1s 1s clog b\n2s 1s clog a\n");
    assertThat(plan.without("b")).isEqualTo(FaultPlan.read("2s 1s clog a"));
    assertThat(plan.without("b").and(plan.without("a"))).isEqualTo(plan);
  }

  @Test
  void aPlanFitsANetworkWithoutAHost() {
    FaultPlan plan =
        FaultPlan.read(
            "1s 1s partition a b | c\n2s 1s cut a > b c\n3s 1s hold a > b\n4s 1s crash b");
    assertThat(plan.without("b")).hasToString("1s 1s partition a | c\n2s 1s cut a > c\n");
    assertThat(plan.without("a").without("c")).hasToString("4s 1s crash b\n");
  }

  @Test
  void whatCannotBeReadIsSaidWithItsLine() {
    assertUnreadable("1s 2s isolate server\n1s 2s explode server", "line 2", "explode is none of");
    assertUnreadable("1 2s isolate server", "line 1", "1 is no time, such as 1500ms");
    assertUnreadable("1s 2s isolate", "a fault is: when, for how long");
    assertUnreadable("1s 2s isolate a b", "it is about one host");
    assertUnreadable("1s 2s partition a b", "hosts are on both sides of a |");
    assertUnreadable("1s 2s cut > b", "hosts are on both sides of a >");
    assertUnreadable("1s 2s alter a gloss=10%", "gloss");
    assertThatThrownBy(() -> new Planned(Duration.ofSeconds(-1), Duration.ZERO, new Harm.Clog("a")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertUnreadable(String text, String... why) {
    assertThatThrownBy(() -> FaultPlan.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(why);
  }

  @Test
  void aPlanIsDrawnFromItsSeedAndReadBack() {
    Set<String> kinds = new TreeSet<>();
    for (int seed = 0; seed < 300; seed++) {
      FaultPlan plan = FaultPlan.draw(seed, HOSTS, TIME, Set.of());
      assertThat(plan).isEqualTo(FaultPlan.draw(seed, HOSTS, TIME, Set.of()));
      assertThat(FaultPlan.read(plan.toString())).isEqualTo(plan);
      for (Planned fault : plan.faults()) {
        kinds.add(fault.harm().getClass().getSimpleName());
        assertThat(fault.end()).isLessThanOrEqualTo(Duration.ofMillis(7500));
        assertThat(HOSTS).containsAll(fault.harm().names());
      }
    }
    assertThat(kinds)
        .containsExactly("Alter", "Clog", "Crash", "Cut", "Hold", "Isolate", "Partition");
  }

  @Test
  void kindsCanBeLeftOutAndOneHostIsNotCutFromItself() {
    for (int seed = 0; seed < 100; seed++) {
      assertThat(FaultPlan.draw(seed, HOSTS, TIME, Set.of(Harm.Crash.class)).faults())
          .noneMatch(fault -> fault.harm() instanceof Harm.Crash);
      assertThat(FaultPlan.draw(seed, List.of("a"), TIME, Set.of()).faults())
          .noneMatch(fault -> fault.harm().names().size() > 1);
      assertThat(FaultPlan.draw(seed, List.of(), TIME, Set.of())).isEqualTo(FaultPlan.NONE);
    }
  }

  @Test
  void aSwizzleClogsOneAfterAnotherAndUnclogsInAnotherOrder() {
    FaultPlan plan = FaultPlan.swizzle(9, List.of("a", "b", "c", "d"), Duration.ofSeconds(2), TIME);
    assertThat(plan.faults().size()).isGreaterThan(1);
    assertThat(plan.faults())
        .allSatisfy(
            fault -> {
              assertThat(fault.harm()).isInstanceOf(Harm.Clog.class);
              assertThat(fault.at()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(7));
              assertThat(fault.end()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(12));
            });
    List<Planned> byEnd = new ArrayList<>(plan.faults());
    byEnd.sort((a, b) -> a.end().compareTo(b.end()));
    assertThat(byEnd).isNotEqualTo(plan.faults());
  }

  /** What was decided, without the turns. */
  private static List<String> faults(Simulation simulation) {
    return simulation.decisions().latest(100).stream()
        .filter(line -> !line.matches(".*1 of \\d+"))
        .toList();
  }

  private static Simulation network(String... names) {
    Simulation simulation = new Simulation(1);
    Host hub = simulation.host("hub");
    for (String name : names) {
      simulation.connect(hub, simulation.host(name), Duration.ofMillis(1));
    }
    return simulation;
  }

  @Test
  void whatIsPlannedHappensInItsTime() {
    Simulation simulation = network("server", "client1", "client 2");
    simulation.group("clients", List.of(simulation.host("client1")));
    simulation.advance(Duration.ofSeconds(1));
    FaultPlan.read(
            """
            1s 1s partition clients | server
            1500ms 2s alter server loss=10%
            2s 500ms crash server
            """)
        .apply(simulation);
    simulation.advance(Duration.ofMillis(2600));
    assertThat(simulation.paths(simulation.host("server")))
        .hasSize(2)
        .allSatisfy(
            path -> assertThat(path.spec()).isEqualTo(LinkSpec.ideal().with("delay=1ms loss=10%")));
    simulation.advance(TIME);
    assertThat(faults(simulation))
        .containsExactly(
            "2.000000000 s  partition [client1] | [server]",
            "2.500000000 s  other settings of server > hub",
            "2.500000000 s  other settings of hub > server",
            "3.000000000 s  crash of server",
            "3.000000000 s  over: partition [client1] | [server]",
            "3.500000000 s  over: crash of server",
            "4.500000000 s  over: other settings of server > hub",
            "4.500000000 s  over: other settings of hub > server");
  }

  @Test
  void aPlanThatIsClosedHasNoMoreEffect() {
    Simulation simulation = network("server");
    try (Faults.Fault plan =
        FaultPlan.read("1s 9s isolate server\n5s 1s crash server").apply(simulation)) {
      simulation.advance(Duration.ofSeconds(2));
      assertThat(plan).isNotNull();
    }
    simulation.advance(TIME);
    assertThat(faults(simulation))
        .containsExactly("1.000000000 s  isolate server", "2.000000000 s  over: isolate server");
  }

  @Test
  void aPlanForHostsThatAreNotThereIsAnError() {
    FaultPlan plan = FaultPlan.of(new Planned(TIME, TIME, new Harm.Crash("servre")));
    assertThatThrownBy(() -> plan.apply(network("server")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no host or group is named servre");
  }
}
