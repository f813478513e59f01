package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.felix.service.command.Converter;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Deadlock;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Stall;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.axon.Topology;
import org.kamaelia.axon.Topology.BoxId;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.InboxInfo;
import org.kamaelia.axon.Topology.LoopInfo;
import org.kamaelia.axon.Topology.OutboxInfo;
import org.kamaelia.axon.Wait;
import org.kamaelia.console.Diagnosis;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSpec;

class RenderingTest {
  @Test
  void anEmptyColumnIsLeftOut() {
    assertThat(text(new Listing<>(Tables.DEPLOYMENTS, List.of(jar("echo.jar", "", 9)))))
        .startsWith("FILE      STATE    FOR  ID\necho.jar  running");
  }

  @Test
  void aJarCannotSteerTheTerminal() {
    assertThat(text(new Listing<>(Tables.DEPLOYMENTS, List.of(jar("a\033[31m.jar", "\u0007", 9)))))
        .contains("a?[31m.jar")
        .doesNotContain("\033", "\u0007");
  }

  @Test
  void aTopologyShowsComponentsWithTheirBoxesAndLinkages() {
    try (SteppedAxon axon = new SteppedAxon(7)) {
      Component<String, String> echo =
          Component.of(
              "Echo",
              (in, out) -> {
                for (var message : in) {
                  out.send(message);
                }
              });
      Component<String, String> sink = Component.of("Sink", (in, out) -> in.receive());
      axon.group("conn[7]").activate(Pipeline.of(echo).to(sink));
      axon.runUntilIdle();
      assertThat(text(View.of(axon.topology(), "")))
          .contains(
              "conn[7]/Echo  on loop-0, waits for inbox\n"
                  + "    inbox      Object       0/64 now, 0 passed\n"
                  + "    outbox     Object       -> conn[7]/Sink.inbox\n")
          .doesNotContain("control");
      assertThat(text(View.of(axon.topology(), "sink")))
          .startsWith("conn[7]/Sink")
          .contains("control");
    }
  }

  @Test
  void aTopologyOfTenThousandConnectionsIsReadable() {
    String text = text(View.of(connections(10_000), ""));
    assertThat(text.lines()).hasSizeLessThan(220);
    assertThat(text)
        .contains("10,000 Echo")
        .endsWith("… and 9,950 more; topology <filter> to narrow");
    assertThat(text(View.of(connections(10_000), "conn[777]")).lines()).hasSize(3);
    assertThat(text(View.of(connections(10_000), "nix")))
        .isEqualTo("none of 10,000 components has nix in its name, group, origin or loop");
  }

  @Test
  void theDiagnosisOfAServerThatIsWellIsOneLine() {
    assertThat(
            text(
                new Diagnosis(
                    List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                    List.of(), false)))
        .isEqualTo("nothing is wrong");
  }

  @Test
  void aDiagnosisNamesWhatIsWrongAndWhy() {
    var failed =
        new ListenerInfo(
            ListenerSpec.of("http", "http", "127.0.0.1:80"),
            ListenerInfo.State.FAILED,
            "Permission denied",
            "127.0.0.1:80",
            "",
            0,
            0,
            Map.of(),
            0,
            0,
            0,
            Optional.empty(),
            "");
    var rejected =
        new Deployment(
            "echo.jar",
            Deployment.State.REJECTED,
            "org.kamaelia.protocol.echo",
            "1.0.0",
            9,
            "manifest: no name",
            Instant.now(),
            List.of());
    var stall =
        new Stall(
            "net-loop-0",
            "conn[7]/Busy",
            Duration.ofSeconds(12),
            List.of(new StackTraceElement("Busy", "run", "Busy.java", 7)));
    assertThat(
            text(
                new Diagnosis(
                    List.of("no deployer runs"),
                    List.of(new ConfigurationProblem("pid~a", "/etc/a.cfg", 3, "no good")),
                    List.of(failed),
                    List.of(),
                    List.of(rejected),
                    List.of(),
                    List.of(stall),
                    List.of(),
                    true)))
        .isEqualTo(
            """
            no deployer runs
            /etc/a.cfg, line 3: no good
            listener http at 127.0.0.1:80 failed: Permission denied; `retry http` tries again
            echo.jar was rejected: manifest: no name; org.kamaelia.protocol.echo 1.0.0 still runs for it
            component conn[7]/Busy has held up net-loop-0 for 12 s; it is at
                Busy.run(Busy.java:7)
            components run on the slower carrier; start Java with --add-opens java.base/java.lang=ALL-UNNAMED for the fast one\
            """);
  }

  @Test
  void aDiagnosisShowsTheBoxesOfADeadlock() {
    var deadlock =
        new Deadlock(
            List.of(
                new Deadlock.Step("g/a", true, List.of(new BoxId(2, "g/b", "inbox"))),
                new Deadlock.Step("g/b\nc", false, List.of(new BoxId(2, "g/b\nc", "answers")))),
            List.of("g/d", "g/e"));
    assertThat(
            text(
                new Diagnosis(
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(deadlock),
                    false)))
        .isEqualTo(
            """
            these wait for one another and will never go on:
                g/a waits for room in g/b.inbox
                g/b?c waits for a message in g/b?c.answers
              and hold up g/d, g/e\
            """);
  }

  private static String text(Object record) {
    return String.valueOf(new Rendering().format(record, Converter.INSPECT, null));
  }

  private static Deployment jar(String file, String bundle, long id) {
    return new Deployment(
        file,
        Deployment.State.RUNNING,
        bundle,
        "",
        id,
        "",
        Instant.now().minusSeconds(3),
        List.of());
  }

  private static Topology connections(int count) {
    List<ComponentInfo> components =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new ComponentInfo(
                        i,
                        0,
                        i,
                        "net/conn[" + i + "]/Echo",
                        "Echo",
                        "net/conn[" + i + "]",
                        "",
                        "net-loop-0",
                        Component.State.ACTIVE,
                        new Wait.Nothing(),
                        List.of(
                            new InboxInfo(
                                "inbox", "ByteBuffer", 0, 64, 0, 0, 0, false, Optional.empty())),
                        List.of(
                            new OutboxInfo("outbox", "ByteBuffer", Optional.empty(), 0, false))))
            .toList();
    return new Topology(
        List.of(new LoopInfo("net-loop-0", 1, 0, count, false)), List.of(), components);
  }
}
