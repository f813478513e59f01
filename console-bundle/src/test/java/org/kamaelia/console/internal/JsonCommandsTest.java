package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.net.ListenerSpec;

/** What scripts get: one JSON document for each command, with what the table shows in it. */
@Timeout(120)
class JsonCommandsTest extends ContainerTest {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @BeforeEach
  void fill() {
    container.server.reset();
    container.server.protocol("echo", "1.0.0");
    container.server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:7007"));
    container.server.connection(1, "127.0.0.1:40001");
    container.deployer.reset();
    container.deployer.deployments.add(
        FakeDeployer.running("echo.jar", "org.kamaelia.protocol.echo", "1.0.0", List.of()));
    container.deployer.kept.add(FakeDeployer.kept("echo.jar", 1, "1.0.0", true));
  }

  /** Each cell of the table that is a text or a plain number is a value in the document. */
  @Test
  void whatATableShowsIsInTheDocument() throws Exception {
    for (String command : List.of("protocols", "listeners", "connections", "deployments")) {
      String[] lines = run(command).out().split("\n");
      assertThat(lines).as(command).hasSize(2);
      List<String> values = values(json(command + " --json"));
      for (String cell : lines[1].trim().split(" {2,}")) {
        if (cell.matches("[0-9,.]+ \\w+")) {
          continue; // a quantity with its unit
        }
        assertThat(cell.split(", | (?=[0-9])"))
            .as("%s of %s", cell, command)
            .allSatisfy(it -> assertThat(values).contains(it));
      }
    }
  }

  @Test
  void aListIsAnArrayEvenWhenItIsEmpty() throws Exception {
    assertThat(json("listeners --json").get(0).at("/spec/address").asText())
        .isEqualTo("127.0.0.1:7007");
    assertThat(json("connections --tcp --json").get(0).at("/tcp/rtt").asDouble())
        .isEqualTo(0.000045);
    container.server.reset();
    for (String command : List.of("protocols", "listeners", "connections", "connections --tcp")) {
      assertThat(run(command + " --json").out()).isEqualTo("[]\n");
    }
  }

  @Test
  void statsAreNumbersASecond() throws Exception {
    JsonNode stats = json("stats -n 0.1 --json");
    assertThat(stats.at("/0/listener").asText()).isEqualTo("echo");
    assertThat(stats.at("/0/received").isDouble()).isTrue();
    assertThat(run("stats -n 0.1 --protocols").out())
        .containsPattern("PROTOCOL +VERSION +CONNECTIONS +RECEIVED +SENT")
        .contains("0 B/s");
  }

  @Test
  void aChangeTellsWhatCameOfIt() throws Exception {
    assertThat(json("bind echo 7008 --json").at("/listener/spec/name").asText())
        .isEqualTo("echo-7008");
    assertThat(json("retry echo-7008 --json").at("/state").asText()).isEqualTo("serving");
    assertThat(json("unbind echo-7008 --json").at("/listener").asText()).isEqualTo("echo-7008");
    assertThat(json("tls-reload --json")).isEmpty();
  }

  @Test
  void aTopologyHasAllComponentsAndWhatTheyWaitFor() throws Exception {
    Group group = container.server.axon.group("waiting");
    group.activate(Component.of("waiter", (in, out) -> in.receive()));
    try {
      JsonNode topology = json("topology waiting --json");
      assertThat(topology.at("/loops")).hasSize(2);
      assertThat(topology.at("/components/0/name").asText()).isEqualTo("waiting/waiter");
      assertThat(topology.at("/components/0/waitsFor/kind").asText()).isEqualTo("message");
    } finally {
      group.stop("test");
    }
  }

  @Test
  void aDiagnosisHasListsThatAreEmptyWhereAllIsWell() throws Exception {
    assertThat(json("diag --json").at("/listeners")).isEmpty();
    container.server.taken.add(7007);
    container.server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:7007"));
    JsonNode diagnosis = json("diag --json");
    assertThat(diagnosis.at("/listeners/0/reason").asText()).isEqualTo("Address already in use");
  }

  @Test
  void helpIsThereForProgramsToo() throws Exception {
    assertThat(json("help --json").at("/commands/0/command").asText()).isEqualTo("protocols");
    assertThat(json("help bind --json").at("/text").asText()).contains("Usage: bind");
    assertThat(json("bind --help --json").at("/summary").asText()).startsWith("make a listener");
    assertThat(json("help listener --json").at("/settings/0/name").asText()).isEqualTo("protocol");
  }

  @Test
  void eachCommandOfOursThatShowsSomethingGivesJson() {
    assertThat(Usage.ALL.stream().filter(it -> !Usage.hasJson(it)).map(Usage::command))
        .containsExactlyInAnyOrder("watch", "exit", "shutdown");
  }

  @Test
  void aFailureIsTextOnTheErrorStreamAndNothingElse() throws Exception {
    assertThat(run("unbind ehco --json"))
        .isEqualTo(new Operator.Answer(1, "", "no listener ehco; did you mean echo?\n"));
    assertThat(run("listeners --jsno").out()).isEmpty();
  }

  private static Operator.Answer run(String line) throws Exception {
    return Operator.run(socket, line);
  }

  private static JsonNode json(String line) throws Exception {
    Operator.Answer answer = run(line);
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out().lines()).hasSize(1);
    return MAPPER.readTree(answer.out());
  }

  /** The texts and numbers in a document, wherever they are. */
  private static List<String> values(JsonNode document) {
    return document.isValueNode()
        ? List.of(document.asText())
        : document.valueStream().flatMap(it -> values(it).stream()).toList();
  }
}
