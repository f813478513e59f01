package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.net.ConfigurationProblem;
import org.kamaelia.net.ConfigurationProblems;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.Drained;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.SettingInfo;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The console in a real framework, through its socket, as an operator has it. */
@Timeout(120)
class ConsoleTest {
  @TempDir static Path folder;
  private static Path socket;
  private static Container container;

  @BeforeAll
  static void start() throws Exception {
    socket = folder.resolve("var").resolve("console.sock");
    container = new Container(folder.resolve("cache"), socket.toString());
  }

  @AfterAll
  static void stop() throws Exception {
    container.stop();
    assertThat(socket).doesNotExist();
  }

  @BeforeEach
  void reset() throws Exception {
    container.server.reset();
    container.server.protocol("echo", "1.0.0");
    container.server.protocol("time", "1.1.0");
    container.deployer.reset();
    Configuration[] kept = configurations().listConfigurations(null);
    for (Configuration configuration : kept == null ? new Configuration[0] : kept) {
      configuration.delete();
    }
  }

  @Test
  void theSocketIsForItsOwnerOnly() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void listsAreTables() throws Exception {
    container.server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:7007"));
    var answer = run("listeners");
    assertThat(answer.out())
        .isEqualTo(
            """
            LISTENER  STATE    PROTOCOL  VERSION  ADDRESS         CONNECTIONS  ACCEPTED  REJECTED
            echo      serving  echo      1.0.0    127.0.0.1:7007            0         0         0
            """);
    assertThat(answer.code()).isZero();
  }

  @Test
  void anEmptyListSaysSo() throws Exception {
    assertThat(run("connections").out()).isEqualTo("no connections\n");
  }

  @Test
  void aListGoesThroughTheShellsTools() throws Exception {
    container.server.connection(1, "127.0.0.1:40001");
    container.server.connection(2, "127.0.0.1:40002");
    assertThat(run("connections --tcp").out())
        .containsPattern("ID +LISTENER +PEER +RTT +VARIES +WINDOW +MSS +UNACKED")
        .containsPattern("0.045 ms +0.045 ms +10 +1,448 +3 +2 +5.0 MiB/s +77 B");
    assertThat(run("connections | grep 40002").out()).contains("40002").doesNotContain("40001");
    assertThat(run("each -r (connections) { $it peer }").out())
        .isEqualTo("127.0.0.1:40001\n127.0.0.1:40002\n\n");
  }

  @Test
  void bindMakesTheListenerAndKeepsIt() throws Exception {
    var answer = run("bind echo 7007");
    assertThat(answer.out()).isEqualTo("listener echo serves echo 1.0.0 at 127.0.0.1:7007\n");
    ListenerSpec spec = ListenerSpec.of("echo", "echo", "127.0.0.1:7007");
    assertThat(container.server.listeners.getFirst().spec()).isEqualTo(spec);
    assertThat(kept("echo")).isEqualTo(spec);
  }

  @Test
  void bindSetsWhatIsSaidAndLeavesTheRest() throws Exception {
    run("bind echo 7007 idleTimeout=5m maxConnections=10");
    run("bind echo 7007 idleTimeout=1m \"deny=10.0.0.0/8, 192.0.2.7\"");
    ListenerSpec spec = container.server.listeners().getFirst().spec();
    assertThat(spec.get(ListenerSettings.IDLE_TIMEOUT)).isEqualTo(Duration.ofMinutes(1));
    assertThat(spec.get(ListenerSettings.MAX_CONNECTIONS)).isEqualTo(10);
    assertThat(spec.get(ListenerSettings.DENY)).hasSize(2);
    run("bind echo 7007 idleTimeout=");
    assertThat(container.server.listeners().getFirst().spec().get(ListenerSettings.IDLE_TIMEOUT))
        .isZero();
    assertThat(run("bind echo 7007 idleTimeout=long").err())
        .contains("idleTimeout = long: is not a duration");
    assertThat(run("bind echo 7007 idelTimeout=1m").err()).contains("idelTimeout");
    assertThat(run("bind echo 7007 now").err())
        .isEqualTo("what follows the address must be SETTING=VALUE, not now\n");
  }

  @Test
  void faultsAreSetShownAndEnded() throws Exception {
    run("bind echo 7007");
    assertThat(run("faults").out()).isEqualTo("no listener has faults\n");
    assertThat(run("faults echo").out()).isEqualTo("listener echo has no faults\n");
    String said =
        "listener echo has faults on purpose: delay=uniform(1ms,5ms) reset=1% seed=42;"
            + " `faults echo off` ends them\n";
    assertThat(run("faults echo 'delay=uniform(1ms,5ms)' 'reset=1%'").out()).isEqualTo(said);
    assertThat(run("faults echo").out()).isEqualTo(said);
    assertThat(run("faults echo --json").out())
        .isEqualTo(
            "{\"listener\":\"echo\",\"faults\":\"delay=uniform(1ms,5ms) reset=1% seed=42\"}\n");
    assertThat(run("faults").out()).containsPattern("LISTENER +FAULTS\necho +delay=uniform");
    assertThat(run("listeners").out()).contains(" FAULTS\n").contains("reset=1% seed=42\n");
    assertThat(run("diag echo").out()).contains("with faults on purpose: delay=");
    // nobody meant the next start to have them
    assertThat(kept("echo")).isEqualTo(ListenerSpec.of("echo", "echo", "127.0.0.1:7007"));
    assertThat(run("faults echo off").out()).isEqualTo("listener echo has no faults\n");
    assertThat(run("listeners").out()).doesNotContain("FAULTS");
  }

  @Test
  void aFaultThatThereIsNotIsRefusedWithItsName() throws Exception {
    run("bind echo 7007");
    var refused = run("faults echo delay=1ms wobble=3");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith("faults = delay=1ms wobble=3: wobble=3: there are delay, rate,");
    assertThat(run("faults ehco off").err()).contains("did you mean echo?");
  }

  @Test
  void aSecondListenerOfAProtocolIsNamedAfterItsPort() throws Exception {
    run("bind echo 7007");
    run("bind echo 7007");
    run("bind echo ::1:7008");
    run("bind echo 7009 --name other");
    assertThat(container.server.listeners())
        .extracting(it -> it.spec().name() + " " + it.spec().address())
        .containsExactly("echo 127.0.0.1:7007", "echo-7008 [::1]:7008", "other 127.0.0.1:7009");
  }

  @Test
  void aListenerThatIsChangedKeepsItsLimits() throws Exception {
    container.server.bind(
        ListenerSpec.of(
            "echo", java.util.Map.of("protocol", "echo", "address", "::1:1", "maxConnections", 5)));
    run("bind echo 7007 --name echo");
    assertThat(kept("echo").get(ListenerSettings.MAX_CONNECTIONS)).isEqualTo(5);
    assertThat(kept("echo").address()).hasToString("127.0.0.1:7007");
  }

  @Test
  void helpShowsTheSettingsOfAListener() throws Exception {
    assertThat(run("help listener").out())
        .contains("  idleTimeout = 0\n    How long a connection may move no byte")
        .contains("a change applies to: all connections");
  }

  @Test
  void helpShowsWhatElseCanBeSet() throws Exception {
    var setting = SettingInfo.of("depth", "3", "How deep it is.", "1 to 9", "all of it");
    var pool =
        new ConfigurationProblems() {
          @Override
          public List<ConfigurationProblem> problems() {
            return List.of();
          }

          @Override
          public Map<String, List<SettingInfo>> settings() {
            return Map.of("org.example.pool", List.of(setting));
          }
        };
    var registration = container.context.registerService(ConfigurationProblems.class, pool, null);
    try {
      String shown =
          "pool - what can be set, in etc/org.example.pool.cfg\n\n"
              + "  depth = 3\n    How deep it is.\n    1 to 9; a change applies to: all of it\n";
      assertThat(run("help pool").out()).isEqualTo(shown);
    } finally {
      registration.unregister();
    }
    assertThat(run("help pool").code()).isEqualTo(127);
  }

  @Test
  void aPortInUseIsAnErrorWithItsReason() throws Exception {
    container.server.taken.add(7007);
    var answer = run("bind echo 7007");
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err())
        .startsWith("listener echo at 127.0.0.1:7007 failed: Address already in use; `retry echo`");
    assertThat(run("diag").out()).contains("Address already in use");
    container.server.taken.clear();
    assertThat(run("retry echo").out()).contains("serves");
    assertThat(run("diag").out()).isEqualTo("nothing is wrong\n");
  }

  @Test
  void theTlsFilesAreReadAgain() throws Exception {
    assertThat(run("tls-reload").out()).isEqualTo("no listeners with TLS\n");
    assertThat(run("tls-reload --help").out()).startsWith("tls-reload - read the TLS files");
  }

  @Test
  void unbindForgetsTheListenerToo() throws Exception {
    run("bind echo 7007");
    assertThat(run("unbind echo").out()).isEqualTo("listener echo is gone\n");
    assertThat(container.server.listeners).isEmpty();
    assertThat(configurations().listConfigurations(null)).isNull();
  }

  @Test
  void aListenerFromAFileSaysThatItComesBack() throws Exception {
    ListenerSpec spec = ListenerSpec.of("echo", "echo", "127.0.0.1:7007");
    container.server.bind(spec);
    Dictionary<String, Object> properties = new Hashtable<>(spec.properties());
    properties.put("felix.fileinstall.filename", "file:/server/etc/echo.cfg");
    configurations().getFactoryConfiguration(ListenerSpec.PID, "echo", "?").update(properties);
    assertThat(run("bind echo 7008 --name echo").out())
        .contains("; the next start reads /server/etc/echo.cfg again, and that wins");
    assertThat(run("unbind echo").out())
        .contains("comes back at the next start unless /server/etc/echo.cfg is removed");
  }

  @Test
  void aListenerIsSuspendedAndResumed() throws Exception {
    run("bind echo 7007");
    assertThat(run("suspend echo").out())
        .isEqualTo("listener echo at 127.0.0.1:7007 is suspended\n");
    assertThat(run("diag").out())
        .isEqualTo("listener echo at 127.0.0.1:7007 is suspended; `resume echo` opens it again\n");
    var verdict = run("diag echo");
    assertThat(verdict.out()).startsWith("echo does not serve\n  listener echo at");
    assertThat(verdict.code()).isEqualTo(1);
    assertThat(run("resume echo").out()).contains("serves");
    assertThat(run("resume echo").err())
        .isEqualTo("listener echo serves echo 1.0.0 at 127.0.0.1:7007; it is not suspended\n");
    assertThat(run("suspend ehco").err()).isEqualTo("no listener ehco; did you mean echo?\n");
  }

  @Test
  void aDrainTellsHowManyAreLeftUntilItIsDone() throws Exception {
    run("bind echo 7007");
    try (Operator operator = new Operator(socket)) {
      operator.send('r', "drain echo");
      operator.expectError("  3 left\n");
      container.server.drained.complete(new Drained(3, 1));
      assertThat(operator.exitCode()).isZero();
      assertThat(operator.screen())
          .isEqualTo(
              "listener echo is drained: 3 connections were told to finish, 1 connection was"
                  + " cut\n");
    }
    assertThat(run("drain ehco").err()).isEqualTo("no listener ehco; did you mean echo?\n");
  }

  @Test
  void controlCEndsTheWaitingForADrain() throws Exception {
    run("bind echo 7007");
    try (Operator operator = new Operator(socket)) {
      operator.send('t', "xterm 100 40 -");
      int at = operator.expect("kamaelia> ", 0);
      operator.send('i', "drain echo\r");
      at = operator.expect("3 left", at);
      operator.send('i', "\003");
      operator.expect("kamaelia> ", at);
    }
  }

  @Test
  void connectionsAreClosedByNumberListenerAndAddress() throws Exception {
    run("bind echo 7007");
    container.server.connection(1, "192.0.2.7:40001");
    container.server.connection(17, "192.0.2.7:40002");
    container.server.connection(18, "192.0.2.8:40003");
    container.server.connection(19, "[2001:db8::1]:40004");
    container.server.connection(20, "unix:/peer");
    container.server.connection(21, "127.0.0.1:40005");
    assertThat(run("close 17").out()).isEqualTo("connection 17 is closed\n");
    assertThat(run("close 192.0.2.0/24").out())
        .isEqualTo("2 connections from 192.0.2.0/24 are closed\n");
    assertThat(run("close 2001:db8::1 --reset").out())
        .isEqualTo("1 connection from 2001:db8:0:0:0:0:0:1 is reset\n");
    assertThat(run("close unix --json").out())
        .isEqualTo(
            "{\"connections\":\"1 connection from unix\",\"reset\":false,"
                + "\"drained\":{\"told\":1,\"cut\":0}}\n");
    assertThat(container.server.connections()).extracting(ConnectionInfo::id).containsExactly(21L);
    assertThat(run("close echo").out()).isEqualTo("1 connection of listener echo is closed\n");
    assertThat(container.server.connections()).isEmpty();
    assertThat(container.server.listeners().getFirst().state())
        .isEqualTo(ListenerInfo.State.SERVING);
  }

  @Test
  void whoHadToBeCutIsTold() throws Exception {
    container.server.connection(1, "192.0.2.7:40001");
    container.server.connection(2, "192.0.2.7:40002");
    container.server.connection(3, "192.0.2.7:40003");
    container.server.cut = 1;
    assertThat(run("close 1").out()).isEqualTo("connection 1 is cut off\n");
    assertThat(run("close 192.0.2.7").out())
        .isEqualTo("2 connections from 192.0.2.7 are closed, 1 of them cut off\n");
  }

  @Test
  void whatThereIsNotCannotBeClosed() throws Exception {
    run("bind echo 7007");
    container.server.connection(1, "127.0.0.1:40001");
    String advice = "; `connections` shows those there are\n";
    assertThat(run("close 7")).isEqualTo(new Operator.Answer(1, "", "no connection 7" + advice));
    assertThat(run("close 192.0.2.7").err()).isEqualTo("no connections from 192.0.2.7" + advice);
    assertThat(run("close ehco").err()).isEqualTo("no listener ehco; did you mean echo?\n");
    assertThat(run("close 192.0.2.777").err())
        .isEqualTo(
            "192.0.2.777 is no listener, and no network such as 10.0.0.0/8 or 2001:db8::/32\n");
    assertThat(run("close").err()).startsWith("close needs more words; usage: close CONNECTION|");
    assertThat(run("close 1 2").err()).startsWith("close does not take 2; ");
    assertThat(container.server.connections()).hasSize(1);
    container.server.connections.clear();
    assertThat(run("close echo").err()).isEqualTo("no connections of listener echo" + advice);
  }

  @Test
  void aCloseTellsHowManyAreLeftUntilItIsDone() throws Exception {
    container.server.connection(1, "127.0.0.1:40001");
    container.server.connection(2, "127.0.0.1:40002");
    container.server.busy = true;
    try (Operator operator = new Operator(socket)) {
      operator.send('r', "close 2");
      operator.expectError("  1 left\n");
      container.server.drained.complete(new Drained(1, 0));
      assertThat(operator.exitCode()).isZero();
      assertThat(operator.screen()).isEqualTo("connection 2 is closed\n");
    }
  }

  @Test
  void unknownNamesAreAnsweredWithTheNearOnes() throws Exception {
    run("bind echo 7007");
    assertThat(run("bind ecoh 7").err()).isEqualTo("no protocol ecoh; did you mean echo?\n");
    assertThat(run("bind gopher 7").err()).isEqualTo("no protocol gopher; there are echo, time\n");
    assertThat(run("unbind ehco").err()).isEqualTo("no listener ehco; did you mean echo?\n");
    assertThat(run("retry http").err()).isEqualTo("no listener http; there are echo\n");
    var answer = run("listner");
    assertThat(answer.err()).isEqualTo("no command listner; did you mean listeners?\n");
    assertThat(answer.code()).isEqualTo(127);
  }

  @Test
  void aTopologyIsWrittenForGraphvizAndMermaid() throws Exception {
    Group group = container.server.axon.group("drawn");
    group.activate(Component.of("waiter", (in, out) -> in.receive()));
    Group other = container.server.axon.group("other");
    other.activate(Component.of("other", (in, out) -> in.receive()));
    try {
      assertThat(run("topology --dot drawn").out())
          .startsWith("digraph axon {")
          .contains("label=\"waiter\"")
          .doesNotContain("other");
      assertThat(run("topology --mermaid").out())
          .startsWith("flowchart LR")
          .contains("waiter", "other");
      assertThat(run("topology --dot --mermaid").err())
          .isEqualTo("topology writes one of --dot, --mermaid and --json\n");
    } finally {
      group.stop("test");
      other.stop("test");
    }
  }

  @Test
  void wrongUseIsAnsweredWithTheUsage() throws Exception {
    assertThat(run("bind echo").err())
        .isEqualTo(
            "bind needs more words; usage: bind PROTOCOL ADDRESS:PORT [SETTING=VALUE...] [--name"
                + " LISTENER]\n");
    assertThat(run("listeners now").err())
        .isEqualTo("listeners does not take now; usage: listeners\n");
    assertThat(run("bind --port 7 echo").err()).contains("invalid option '--port'", "usage: bind");
    assertThat(run("bind echo 70000").err())
        .isEqualTo("address = 127.0.0.1:70000: 70000 is not a port, which is 0 to 65535\n");
    assertThat(run("bind echo here").err())
        .isEqualTo("address = here: is not host:port, [v6]:port, udp:host:port or unix:/path\n");
  }

  @Test
  void helpTellsOfEachCommand() throws Exception {
    assertThat(run("help").out()).contains("  bind         make a listener", "felix", "grep");
    assertThat(run("help listeners").out()).contains("Usage: listeners", "Examples:");
    assertThat(run("listeners --help").out()).contains("Usage: listeners", "Examples:");
    assertThat(run("help felix:lb").out()).contains("lb - ");
    assertThat(run("help grep").out() + run("help grep").err()).contains("grep");
    assertThat(run("help lisp").code()).isEqualTo(127);
  }

  @Test
  void whatChangesSomethingLeavesAnAuditLine() throws Exception {
    Logger audit = Logger.getLogger("org.kamaelia.audit");
    Records records = new Records();
    audit.addHandler(records);
    try {
      run("bind echo 7007");
      run("bind ecoh 7007");
      run("listeners");
      container.server.connection(17, "127.0.0.1:40001");
      run("close 17 --reset");
      run("close 17");
    } finally {
      audit.removeHandler(records);
    }
    String user = System.getProperty("user.name");
    assertThat(records.lines).hasSize(4);
    assertThat(records.next())
        .matches(
            user
                + " \\(console \\d+\\): bind echo 7007:"
                + " listener echo serves echo 1.0.0 at 127.0.0.1:7007");
    assertThat(records.next()).endsWith("refused: no protocol ecoh; did you mean echo?");
    assertThat(records.next()).endsWith("): close 17 --reset: connection 17 is reset");
    assertThat(records.next())
        .endsWith("): close 17: refused: no connection 17; `connections` shows those there are");
  }

  @Test
  void theLogServicesEntriesAreInTheOneLog() throws Exception {
    Logger ours = Logger.getLogger(container.framework.getSymbolicName());
    Records records = new Records();
    ours.addHandler(records);
    try {
      var service =
          container.context.getService(
              container.context.getServiceReference(org.osgi.service.log.LogService.class));
      // this alone makes an entry of its own
      container.context.registerService(Runnable.class, () -> {}, null).unregister();
      service.getLogger("some.name").info("here it is");
      assertThat(records.next()).isEqualTo("here it is");
    } finally {
      ours.removeHandler(records);
    }
  }

  @Test
  void anInteractiveSessionCompletesShowsAndLeaves() throws Exception {
    container.server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:7007"));
    try (Operator operator = new Operator(socket)) {
      operator.send('t', "xterm-256color 100 40 -");
      int at = operator.expect("`help` lists the commands", 0);
      at = operator.expect("kamaelia> ", at);
      operator.send('i', "listen\t");
      at = operator.expect("listeners", at);
      operator.send('i', "\r");
      at = operator.expect("127.0.0.1:7007", at);
      at = operator.expect("kamaelia> ", at);
      operator.send('i', "unbind e\t");
      at = operator.expect("unbind echo", at);
      operator.send('i', "\r");
      at = operator.expect("listener echo is gone", at);
      at = operator.expect("kamaelia> ", at);
      operator.send('i', "bind e\t7007 proxyO\tr\t\r");
      at = operator.expect("bind echo 7007 proxyOthers=refuse", at);
      at = operator.expect("listener echo serves", at);
      at = operator.expect("kamaelia> ", at);
      operator.send('i', "conections\r");
      at = operator.expect("no command conections; did you mean connections?", at);
      at = operator.expect("kamaelia> ", at);
      operator.send('i', "exit\r");
      assertThat(operator.exitCode()).isZero();
    }
    assertThat(run("unbind echo").code()).isZero();
    assertThat(Path.of(socket + ".history")).content().contains("listeners", "unbind echo");
  }

  @Test
  void controlCEndsACommandAndControlDTheSession() throws Exception {
    try (Operator operator = new Operator(socket)) {
      operator.send('t', "xterm 100 40 -");
      int at = operator.expect("kamaelia> ", 0);
      operator.send('i', "half a line");
      at = operator.expect("half a line", at); // or the prompt before it may be shown once more
      operator.send('i', "\003");
      at = operator.expect("kamaelia> ", at);
      container.server.stuck = true;
      operator.send('i', "connections\r");
      awaitWaiting();
      operator.send('i', "\003");
      at = operator.expect("kamaelia> ", at);
      operator.send('w', "60 20");
      operator.send('i', "echo ${COLUMNS}x${LINES}\r");
      at = operator.expect("60x20", at);
      at = operator.expect("kamaelia> ", at);
      operator.send('i', "\004");
      assertThat(operator.exitCode()).isZero();
    }
  }

  @Test
  void logRecordsAreShownAboveThePrompt() throws Exception {
    try (Operator operator = new Operator(socket)) {
      operator.send('t', "xterm 100 40 log");
      int at = operator.expect("kamaelia> ", 0);
      Logger.getLogger("some.where").warning("it rains \033[31mred");
      at = operator.expect("it rains ?[31mred", at);
      operator.expect("kamaelia> ", at);
      operator.send('i', "exit\r");
      assertThat(operator.exitCode()).isZero();
    }
    // The session is told of its end a little before it has tidied up.
    await(
        "the log goes no longer to the session",
        () ->
            Arrays.stream(Logger.getLogger("").getHandlers())
                .noneMatch(it -> it.getClass().getName().equals(LogAbove.class.getName())));
  }

  @Test
  void aClientThatBreaksTheRulesIsToldAndLeftAlone() throws Exception {
    try (Operator operator = new Operator(socket)) {
      operator.send('q', "");
      assertThat(operator.exitCode()).isEqualTo(2);
    }
    try (Operator operator = new Operator(socket)) {
      operator.send('t', "xterm wide high -");
      assertThat(operator.exitCode()).isEqualTo(2);
    }
    try (Operator operator = new Operator(socket)) {
      operator.send('t', "xterm 100 40 -");
      operator.expect("kamaelia> ", 0);
      operator.send('w', "all of it");
      assertThat(operator.exitCode()).isEqualTo(2);
    }
    assertThat(run("protocols").code()).isZero();
  }

  @Test
  void aClientThatGoesTakesItsCommandAlong() throws Exception {
    Operator operator = new Operator(socket);
    container.server.stuck = true;
    operator.send('r', "connections");
    awaitWaiting();
    Thread sleeper =
        Thread.getAllStackTraces().keySet().stream()
            .filter(it -> it.getName().contains("pipe-connections"))
            .findFirst()
            .orElseThrow();
    operator.close();
    assertThat(sleeper.join(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void aClientThatTakesNothingHoldsUpNoOther() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      container.server.connection(i, "127.0.0.1:40000");
    }
    try (Operator deaf = Operator.deaf(socket)) {
      deaf.send('t', "xterm 100 40 log");
      for (int i = 0; i < 3; i++) {
        deaf.send('i', "connections\r");
      }
      assertThat(run("connections").out().lines()).hasSize(10_001);
    }
  }

  @Test
  void theSeventeenthClientIsToldToWait() throws Exception {
    container.server.stuck = true;
    List<Operator> operators = new ArrayList<>();
    try {
      for (int i = 0; i < ConsoleSocket.SESSIONS; i++) {
        Operator operator = new Operator(socket);
        operators.add(operator);
        operator.send('r', "connections");
        awaitWaiting();
      }
      assertThat(run("listeners").code()).isEqualTo(2);
      assertThat(run("listeners").err()).isEqualTo("16 sessions are open\n");
    } finally {
      for (Operator operator : operators) {
        operator.close();
      }
    }
    // each of them leaves its place when its command has ended
    long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (run("listeners").code() != 0) {
      assertThat(System.nanoTime()).isLessThan(patience);
    }
  }

  private static void await(String what, BooleanSupplier holds) {
    long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(patience);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void awaitWaiting() throws Exception {
    assertThat(container.server.waiting.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  private static Operator.Answer run(String line) throws Exception {
    return Operator.run(socket, line);
  }

  private static ListenerSpec kept(String name) throws Exception {
    Dictionary<String, Object> properties =
        configurations().getFactoryConfiguration(ListenerSpec.PID, name, "?").getProperties();
    return ListenerSpec.of(name, org.osgi.framework.FrameworkUtil.asMap(properties));
  }

  private static ConfigurationAdmin configurations() {
    return container.context.getService(
        container.context.getServiceReference(ConfigurationAdmin.class));
  }
}
