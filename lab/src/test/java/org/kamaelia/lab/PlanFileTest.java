package org.kamaelia.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {
  private static final Experiments KNOWN = Experiments.of(List.of());
  private static final String DICE = "experiment: org.kamaelia.lab.Dice\n";

  private static Plan plan(String text) {
    return PlanFile.read("dice", "dice.yaml", DICE + text, KNOWN, Map.of());
  }

  @Test
  void aPlanWithoutAnythingIsOneCellWithTheInitialValues() {
    Plan plan = plan("");
    assertThat(plan.cells()).hasSize(1);
    assertThat(plan.cells().getFirst().id()).isEqualTo("dice");
    assertThat(plan.cells().getFirst().values())
        .containsEntry("count", "10")
        .containsEntry("delay", "20ms");
    assertThat(plan.seeds()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(plan.output()).isEqualTo(Path.of("lab-results/dice"));
    assertThat(plan.bound()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aSweepIsAllCombinationsOfListsRangesAndNamedValues() {
    Plan plan =
        plan(
            """
            sweep:
              count: {from: 5, to: 20, step: 5}
              plus: [0, 1.5]
              delay: {from: 10ms, to: 40ms, factor: 2}
              link:
                home: dsl
                queue managed: dsl queue=codel
            """);
    assertThat(plan.cells()).hasSize(4 * 2 * 3 * 2);
    assertThat(plan.cells().getFirst().id()).isEqualTo("count=5,plus=0,delay=10ms,link=home");
    Cell last = plan.cells().getLast();
    assertThat(last.id()).isEqualTo("count=20,plus=1.5,delay=40ms,link=queue managed");
    assertThat(last.values()).containsEntry("link", "dsl queue=codel").containsEntry("count", "20");
  }

  @Test
  void aComparisonMakesTwoCellsOfEach() {
    Plan plan =
        plan(
            """
            sweep: {count: [5, 10]}
            compare:
              few: {plus: 0}
              more: {plus: 1}
            """);
    assertThat(plan.cells())
        .extracting(Cell::id)
        .containsExactly("count=5/few", "count=5/more", "count=10/few", "count=10/more");
    assertThat(plan.cells().getLast().values()).containsEntry("plus", "1");
    assertThat(plan.variants()).containsExactly("few", "more");
  }

  @Test
  void theRestIsReadToo() {
    Plan plan =
        plan(
            """
            seeds: [3, 1, 4]
            until: {measure: mean, within: 5%, at-most: 50}
            confidence: 99%
            repeat: 50%
            bound: 90s
            jobs: 3
            output: elsewhere/dice
            """);
    assertThat(plan.seeds()).containsExactly(3L, 1L, 4L);
    assertThat(plan.until()).contains(new Until("mean", 0.05, 50));
    assertThat(plan.confidence()).isEqualTo(0.99);
    assertThat(plan.repeat()).isEqualTo(0.5);
    assertThat(plan.bound()).isEqualTo(Duration.ofSeconds(90));
    assertThat(plan.jobs()).isEqualTo(3);
    assertThat(plan.output()).isEqualTo(Path.of("elsewhere/dice"));
    assertThat(plan("seeds: 2\nbase-seed: 7\n").seeds()).containsExactly(7L, 8L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          swep: {count: [1]}                | dice.yaml:2: swep: is not known here: did you mean sweep?
          set: {cuont: 3}                   | dice.yaml:2: set.cuont: dice has no such parameter: did you mean count?
          set: {count: 2000}                | dice.yaml:2: set.count: "2000": not from 1 to 1000
          set: {count: many}                | dice.yaml:2: set.count: "many": no whole number
          set: {delay: 20}                  | dice.yaml:2: set.delay: "20": no time, such as 20ms, 1.5s or 2min
          set: {mood: far}                  | dice.yaml:2: set.mood: "far": did you mean fair?
          set: {link: dls}                  | dice.yaml:2: set.link: "dls": no link preset dls; there are ideal-6g
          sweep: {count: [1, 1]}            | dice.yaml:2: sweep.count: "1" is here twice
          sweep: {count: []}                | dice.yaml:2: sweep.count: has no values
          sweep: {count: {from: 1, to: 5}}  | dice.yaml:2: sweep.count: a range has from, to, and step or factor
          sweep: {delay: {from: 1ms, to: 5s, step: 1ms}} | dice.yaml:2: sweep.delay: from, to and step need the same unit
          compare: {one: {plus: 1}}         | dice.yaml:2: compare: has to have two variants, not 1
          seeds: none                       | dice.yaml:2: seeds: "none": no whole number
          seeds: [1, 1]                     | dice.yaml:2: seeds: has to have seeds, each once
          confidence: 20%                   | dice.yaml:2: confidence: "20%" is not from 50% to 99.99%
          repeat: often                     | dice.yaml:2: repeat: "often" is no number
          until: {measure: mean}            | dice.yaml:2: until: within is missing: it has measure, within and at-most
          jobs: 0                           | dice.yaml:2: jobs: 0 is too small: 1 or more
          seeds: [1                         | dice.yaml:3: no YAML: expected ',' or ']', but got <stream end>
          """)
  void anErrorSaysWhereItIsAndWhatWouldBeRight(String text, String message) {
    assertThatExceptionOfType(PlanProblem.class)
        .isThrownBy(() -> plan(text + "\n"))
        .withMessageStartingWith(message);
  }

  @Test
  void anUnknownExperimentIsAnErrorWithTheNearestName() {
    assertThatExceptionOfType(PlanProblem.class)
        .isThrownBy(() -> PlanFile.read("x", "x.yaml", "\nexperiment: netwrk\n", KNOWN, Map.of()))
        .withMessage("x.yaml:2: experiment: no experiment \"netwrk\": did you mean network?");
  }

  @Test
  void whatIsSetOnTheCommandLineCountsMore() {
    Plan plan = PlanFile.read("x", "x", DICE + "set: {count: 3}\n", KNOWN, Map.of("count", "4"));
    assertThat(plan.cells().getFirst().values()).containsEntry("count", "4");
  }

  private static void assertMistake(String text, Map<String, String> set, String message) {
    assertThatExceptionOfType(PlanProblem.class)
        .isThrownBy(() -> PlanFile.read("net", "net.yaml", text, KNOWN, set))
        .withMessageStartingWith(message);
  }

  @Test
  void mistakesInFlowsAndTopologiesAreToldWithTheirLines() {
    assertMistake(
        """
        experiment: network
        set:
          topology: |
            # two hops
            phone - tower {link}
            tower - server rate=1Gbps
        """,
        Map.of(),
        "net.yaml:6: set.topology: \"tower - server rate=1Gbps\": rate=1Gbps: no rate");
    assertMistake(
        """
        experiment: network
        compare:
          one:
            flows: "bulk: tcp server > client"
          other:
            flows: |
              bulk: tcp server > client

              call: udp server > nobody rate=1Mbit/s
        """,
        Map.of(),
        "net.yaml:9: compare.other.flows: flow call: no place nobody in the topology, there are");
    assertMistake(
        """
        experiment: network
        sweep:
          flows:
            tcp: "bulk: tcp server > client"
            udp: "call: udp server > client rate=fast"
        """,
        Map.of(),
        "net.yaml:5: sweep.flows.udp: rate=fast: ");
    assertMistake(
        "experiment: network\nsweep: {congestion-control: [reno, vegas]}\n",
        Map.of(),
        "net.yaml:2: sweep.congestion-control: congestion control \"vegas\": there are");
  }

  @Test
  void whatIsNotInThePlanIsToldByItsParameter() {
    String plan = "experiment: network\nset: {topology: a - b}\n";
    assertMistake(plan, Map.of(), "flows: flow bulk: no place server in the topology");
    assertMistake(
        plan, Map.of("flows", "x: tcp a > c"), "--set flows: flow x: no place c in the topology");
    assertMistake(
        "experiment: network\nset: {topology: '@nowhere.txt'}\n",
        Map.of(),
        "net.yaml:2: set.topology: there is no file nowhere.txt");
    assertMistake(
        "experiment: adaptive-streaming\nset: {most: 6s}\n",
        Map.of(),
        "adaptive-streaming: PT6S have no room for PT4S to start with");
    assertMistake(
        "experiment: rfc8867-5.1\nset: {queue: 3 cars}\n", Map.of(), "net.yaml:2: set.queue: ");
  }
}
