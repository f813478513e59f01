package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.console.Commands;
import org.kamaelia.console.Conversation;
import org.kamaelia.net.Drained;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;

/** Commands as other bundles run them, without a shell. */
@Timeout(120)
class CommandsTest extends ContainerTest {
  private static Commands commands;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void start() throws Exception {
    // all, as the service is of a class, too, that the class path of this test has once more
    var reference = container.context.getAllServiceReferences(Commands.class.getName(), null)[0];
    commands = (Commands) container.context.getService(reference);
  }

  @BeforeEach
  void fill() {
    container.server.reset();
    container.server.protocol("echo", "1.0.0");
    container.server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:7007"));
  }

  private int run(String... words) throws Exception {
    return commands.run(List.of(words), "somebody", out, err).hold();
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aCommandSaysWhatItSaysInTheConsole() throws Exception {
    assertThat(run("suspend", "echo")).isZero();
    assertThat(out()).isEqualTo("listener echo at 127.0.0.1:7007 is suspended\n");
    assertThat(container.server.listeners().getFirst().state())
        .isEqualTo(ListenerInfo.State.SUSPENDED);
    assertThat(run("suspend", "ehco")).isEqualTo(1);
    assertThat(err()).isEqualTo("no listener ehco; did you mean echo?\n");
  }

  @Test
  void optionsAndSettingsWithSpacesAreWords() throws Exception {
    assertThat(run("bind", "echo", "7008", "deny=10.0.0.0/8, 192.0.2.7", "--name=other", "--json"))
        .as(err())
        .isZero();
    assertThat(out()).contains("\"name\":\"other\"");
    assertThat(container.server.listeners().getLast().spec().get(ListenerSettings.DENY)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo; shutdown",
        "echo | cat",
        "echo & shutdown",
        "$(shutdown)",
        "(shutdown)",
        "{shutdown}",
        "$kamaelia.who",
        "\"echo",
        "'echo'",
        "\\echo",
        "`shutdown`",
        "*",
        "~",
        "#",
        "%(1+1)",
        "x=1",
        "<echo",
        "!!"
      })
  void noShellReadsTheWords(String word) throws Exception {
    assertThat(run("suspend", word)).isEqualTo(1);
    assertThat(err()).startsWith("no listener " + word + "; ");
    assertThat(container.server.listeners().getFirst().state())
        .isEqualTo(ListenerInfo.State.SERVING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cat", "gogo:cat", "felix:lb", "lb", "verbatim", "default", "listeners; exit", ""})
  void onlyTheConsolesOwnCommandsAreThere(String name) throws Exception {
    assertThat(run(name)).isEqualTo(127);
    assertThat(err()).startsWith("no command " + name);
    assertThat(out()).isEmpty();
  }

  @Test
  void theAuditLogNamesWhoRanIt() throws Exception {
    Logger audit = Logger.getLogger("org.kamaelia.audit");
    Records records = new Records();
    audit.addHandler(records);
    try {
      run("suspend", "echo");
      run("unbind", "ehco");
    } finally {
      audit.removeHandler(records);
    }
    assertThat(records.lines)
        .containsExactly(
            "somebody: suspend echo: listener echo at 127.0.0.1:7007 is suspended",
            "somebody: unbind ehco: refused: no listener ehco; did you mean echo?");
  }

  @Test
  void whatTakesLongTellsHowFarItIsAndCanBeCut() throws Exception {
    var told = new CountDownLatch(1);
    var progress =
        new OutputStream() {
          @Override
          public void write(int one) {
            told.countDown();
          }
        };
    Conversation drain = commands.run(List.of("drain", "echo"), "somebody", out, progress);
    var code = CompletableFuture.supplyAsync(() -> hold(drain), Thread::startVirtualThread);
    told.await();
    drain.cut();
    assertThat(code.get()).isEqualTo(1);
    container.server.drained.complete(new Drained(3, 1));
  }

  private static int hold(Conversation conversation) {
    try {
      return conversation.hold();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
