package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.gogo.jline.Parser;
import org.jline.reader.Candidate;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.net.ListenerSpec;

/** What the Tab key offers. */
class CompletionTest {
  @TempDir Path folder;
  private final Running running = new Running();
  private final FakeServer server = new FakeServer();
  private final FakeDeployer deployer = new FakeDeployer();
  private final List<String> asked = new ArrayList<>();
  private Completion completion;

  @BeforeEach
  void fill() {
    running.server = server;
    running.deployer = deployer;
    completion = new Completion(running, () -> folder, (_, line, _) -> asked.add(line.word()));
    server.protocol("echo", "1.0.0");
    server.protocol("time", "1.0.0");
    server.bind(ListenerSpec.of("front", "echo", "127.0.0.1:7007"));
    deployer.deployments.add(FakeDeployer.running("echo.jar", "org.echo", "1.0.0", List.of()));
    deployer.kept.add(FakeDeployer.kept("echo.jar", 3, "0.9.0", false));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void namesAreThoseThatThereAre() throws Exception {
    assertThat(offers("bind ")).containsExactly("echo", "time");
    assertThat(offers("unbind ")).containsExactly("front");
    assertThat(offers("diag f")).containsExactly("front");
    assertThat(offers("rollback ")).containsExactly("echo.jar");
    assertThat(offers("rollback echo.jar --to ")).containsExactly("3");
    assertThat(offers("help tls")).containsExactly("tls-reload");
    assertThat(offers("kamaelia:unbind ")).containsExactly("front");
  }

  @Test
  void optionsAreThoseOfTheCommandsText() throws Exception {
    assertThat(offers("connections --")).containsExactly("--help", "--tcp", "--json");
    assertThat(offers("bind echo 7007 --n")).containsExactly("--name=");
    assertThat(offers("bind echo 7007 --name=f")).containsExactly("--name=front");
    assertThat(offers("bind echo 7007 --name ")).containsExactly("front");
  }

  @Test
  void settingsAreOfferedWithTheirChoices() throws Exception {
    assertThat(offers("bind echo 7007 idle")).containsExactly("idleTimeout=");
    assertThat(candidates("bind echo 7007 idle"))
        .filteredOn(it -> it.value().equals("idleTimeout="))
        .allMatch(it -> !it.complete());
    assertThat(offers("bind echo 7007 proxyOthers="))
        .containsExactly("proxyOthers=refuse", "proxyOthers=plain");
    assertThat(offers("bind --name x echo 7007 portEach")).containsExactly("portEachLoop=");
    assertThat(offers("bind echo 7007 idleTimeout=5m idle")).isEmpty();
    assertThat(offers("bind echo 7007 idleTimeout=")).isEmpty();
    assertThat(offers("bind echo ")).isEmpty();
  }

  @Test
  void faultsAreOfferedByTheirNames() throws Exception {
    assertThat(offers("faults ")).containsExactly("front");
    assertThat(offers("faults front re")).containsExactly("reorder=", "reset=");
    assertThat(offers("faults front delay=1ms o")).containsExactly("off");
  }

  @Test
  void whatCanBeClosedIsOffered() throws Exception {
    server.connection(17, "127.0.0.1:40001");
    assertThat(offers("close ")).containsExactly("17", "front");
    assertThat(offers("close 17 --r")).containsExactly("--reset");
  }

  @Test
  void jarsAreThoseWhereTheOperatorIs() throws Exception {
    Files.writeString(folder.resolve("new.jar"), "");
    Files.writeString(folder.resolve("notes.txt"), "");
    Files.createDirectory(folder.resolve("target"));
    assertThat(offers("swap ")).containsExactlyInAnyOrder("new.jar", "target/");
    assertThat(offers("swap new.jar --as ")).containsExactly("echo.jar");
  }

  @Test
  void behindAnotherCommandItIsTheSame() throws Exception {
    assertThat(offers("watch conn")).containsExactly("connections");
    assertThat(offers("watch -n 1 connections --t")).containsExactly("--tcp");
    assertThat(offers("watch --e")).containsExactly("--every=");
    assertThat(offers("listeners --json | grep x; unbind f")).containsExactly("front");
  }

  @Test
  void commandsAndWhatIsNotOursIsLeftToTheShell() throws Exception {
    assertThat(offers("unb")).isEmpty();
    assertThat(offers("grep -")).isEmpty();
    assertThat(asked).containsExactly("unb", "-");
  }

  @Test
  void withoutAServerNothingIsOffered() throws Exception {
    running.server = null;
    running.deployer = null;
    assertThat(offers("bind ")).isEmpty();
    assertThat(offers("rollback ")).isEmpty();
  }

  private List<Candidate> candidates(String typed) throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    ParsedLine line = new Parser().parse(typed, typed.length(), ParseContext.COMPLETE);
    var terminal = new DumbTerminal(InputStream.nullInputStream(), OutputStream.nullOutputStream());
    completion.complete(LineReaderBuilder.builder().terminal(terminal).build(), line, candidates);
    return candidates;
  }

  /** What is left of it when JLine has taken away what does not begin as what is typed. */
  private List<String> offers(String typed) throws IOException {
    String word = typed.substring(typed.lastIndexOf(' ') + 1);
    return candidates(typed).stream()
        .map(Candidate::value)
        .filter(it -> it.startsWith(word))
        .toList();
  }
}
