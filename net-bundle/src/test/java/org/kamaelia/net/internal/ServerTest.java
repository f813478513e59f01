package org.kamaelia.net.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Connection;
import org.kamaelia.net.Drained;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.transport.TcpInfo;

/** Listeners, and protocols that come and go. */
@Timeout(120)
class ServerTest {
  private final TcpServer server = TcpServer.start(2, transport());

  /** The name of the transport below. */
  String transport() {
    return "nio";
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aListenerWaitsForItsProtocolAndOpensItsPortWhenItComes() throws Exception {
    int port = freePort();
    ListenerInfo waiting = bind("a", "echo", port);
    assertThat(waiting.state()).isEqualTo(ListenerInfo.State.WAITING);
    assertThat(waiting.reason()).isEqualTo("there is no protocol echo");
    refuses("127.0.0.1:" + port);
    server.register("echo", "1", ConnectionTest::echo);
    assertThat(server.listeners())
        .singleElement()
        .satisfies(
            info -> {
              assertThat(info.state()).isEqualTo(ListenerInfo.State.SERVING);
              assertThat(info.version()).isEqualTo("1");
            });
    answers("127.0.0.1:" + port);
  }

  @Test
  void theSystemHoldsLittleForAPeerThatDoesNotRead() throws Exception {
    assumeFalse(transport().equals("nio"), "it cannot be told");
    var sent = new AtomicLong();
    server.register(
        "much",
        "1",
        connection ->
            Component.of(
                "much",
                (in, out) -> {
                  in.receive();
                  while (true) {
                    out.send(ByteBuffer.allocate(4096));
                    sent.addAndGet(4096);
                  }
                }));
    ListenerInfo info =
        server.bind(
            ListenerSpec.of("a", "much", "127.0.0.1:0")
                .with("bufferOut", "64KiB")
                .with("stallTimeout", "300ms"));
    try (var client = new Client(info.address(), 4096)) {
      client.send("x");
      Wait.until("it is cut", () -> server.listeners().getFirst().rejected() == 1);
      assertThat(sent.get()).isLessThan(512 * 1024);
    }
  }

  @Test
  void aProtocolThatGoesClosesThePortAndLetsConnectionsFinish() throws Exception {
    var registration = server.register("echo", "1", ConnectionTest::echo);
    String address = bind("a", "echo", 0).address();
    try (var client = new Client(address)) {
      assertThat(client.send("x").read(1)).isEqualTo("x");
      client.send("last words");
      registration.close();
      assertThat(client.readAll()).isIn("last words", "");
    }
    assertThat(server.connections()).isEmpty();
    assertThat(server.protocols()).isEmpty();
    refuses(address);
  }

  @Test
  void newConnectionsGetTheHighestVersionAndOfEqualOnesTheLatest() throws Exception {
    bind("a", "version", 0);
    server.register("version", "1.2.0", says("1.2.0"));
    String address = server.listeners().getFirst().address();
    assertThat(read(address)).isEqualTo("1.2.0");
    var newer = server.register("version", "1.10.0", says("1.10.0"));
    assertThat(read(address)).isEqualTo("1.10.0");
    server.register("version", "1.9.0", says("1.9.0"));
    assertThat(read(address)).isEqualTo("1.10.0");
    var again = server.register("version", "1.10.0", says("again"));
    assertThat(read(address)).isEqualTo("again");
    again.close();
    assertThat(read(address)).isEqualTo("1.10.0");
    newer.close();
    assertThat(read(address)).isEqualTo("1.9.0");
    assertThat(server.protocols())
        .extracting(ProtocolInfo::version, ProtocolInfo::listeners)
        .containsExactly(tuple("1.2.0", List.of()), tuple("1.9.0", List.of("a")));
  }

  @Test
  void connectionsGoOnWithTheOldVersionUntilItGoes() throws Exception {
    var old = server.register("p", "1", tagging("old "));
    String address = bind("a", "p", 0).address();
    try (var before = new Client(address)) {
      assertThat(before.send("x").read(5)).isEqualTo("old x");
      server.register("p", "2", tagging("new "));
      try (var after = new Client(address)) {
        assertThat(before.send("y").read(5)).isEqualTo("old y");
        assertThat(after.send("y").read(5)).isEqualTo("new y");
        old.close();
        assertThat(before.readAll()).isEmpty();
        assertThat(after.send("z").read(5)).isEqualTo("new z");
      }
    }
  }

  @Test
  void socketOptionsThatCannotBeAreSaidBeforeAnythingChanges() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String address = bind("a", "echo", 0).address();
    ListenerSpec spec = server.listeners().getFirst().spec();
    assertThatThrownBy(() -> server.bind(with(spec, "SO_SNDBUFF", "1000")))
        .hasMessageContaining("socketOptions: there is no option SO_SNDBUFF here; there are ")
        .hasMessageContaining("SO_SNDBUF,");
    assertThatThrownBy(() -> server.bind(with(spec, "SO_SNDBUF", "big")))
        .hasMessage("socketOptions: SO_SNDBUF = big is not a number");
    assertThatThrownBy(() -> server.bind(with(spec, "TCP_NODELAY", "maybe")))
        .hasMessage("socketOptions: TCP_NODELAY = maybe must be yes or no");
    assertThat(server.listeners().getFirst().spec()).isEqualTo(spec);
    answers(address);
  }

  @Test
  void aSocketOptionThatTheSystemRefusesLeavesThePortAsItWas() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String address = bind("a", "echo", 0).address();
    ListenerSpec spec = server.listeners().getFirst().spec();
    ListenerInfo refused = server.bind(with(spec, "SO_RCVBUF", "-1"));
    assertThat(refused.reason()).contains("SO_RCVBUF cannot be -1");
    assertThat(refused.address()).isEqualTo(address);
    answers(address);
    assertThat(server.bind(with(spec, "SO_RCVBUF", "65536")).reason()).isEmpty();
    answers(server.listeners().getFirst().address());
  }

  private static ListenerSpec with(ListenerSpec spec, String option, String value) {
    return spec.with(ListenerSettings.SOCKET_OPTIONS, Map.of(option, value));
  }

  @Test
  void whatTheSystemKnowsOfConnectionsIsTold() throws Exception {
    var seen = new CompletableFuture<Optional<TcpInfo>>();
    server.register(
        "p",
        "1",
        connection ->
            new Component<>() {
              @Override
              protected void run() {
                outbox.send(inbox.receive());
                seen.complete(connection.tcpInfo());
                inbox.forEach(outbox::send);
              }
            });
    String address = bind("a", "p", 0).address();
    try (var one = new Client(address);
        var other = new Client(address)) {
      assertThat(one.send("x").read(1)).isEqualTo("x");
      assertThat(other.send("x").read(1)).isEqualTo("x");
      Map<Long, TcpInfo> infos = server.tcpInfos();
      if (transport().equals("nio")) {
        assertThat(infos).isEmpty();
        assertThat(seen.join()).isEmpty();
      } else {
        assertThat(infos).hasSize(2);
        assertThat(infos.values())
            .allSatisfy(info -> assertThat(info.bytesReceived()).isEqualTo(1));
        assertThat(seen.join())
            .hasValueSatisfying(info -> assertThat(info.mss()).isGreaterThan(500));
      }
    }
    Wait.until("nobody is there any more", () -> server.connections().isEmpty());
    assertThat(server.tcpInfos()).isEmpty();
  }

  @Test
  void theSystemSpreadsWhatIsPaced() throws Exception {
    assumeFalse(transport().equals("nio"), "it has no such option");
    server.register("echo", "1", ConnectionTest::echo);
    ListenerSpec spec =
        ListenerSpec.of("a", "echo", "127.0.0.1:0").with(ListenerSettings.PACE, 100_000);
    try (var client = new Client(server.bind(spec).address())) {
      assertThat(client.send("x").read(1)).isEqualTo("x");
      assertThat(server.tcpInfos().values())
          .singleElement()
          .extracting(TcpInfo::pacingRate)
          .isEqualTo(125_000L);
    }
  }

  @Test
  void eachLoopMayAcceptItsOwnConnections() throws Exception {
    server.register(
        "loop",
        "1",
        connection ->
            new Component<>() {
              @Override
              protected void run() {
                outbox.send(ByteBuffer.wrap(loop().toString().getBytes(UTF_8)));
              }
            });
    ListenerSpec spec =
        ListenerSpec.of("a", "loop", "127.0.0.1:0").with(ListenerSettings.PORT_EACH_LOOP, true);
    String address = server.bind(spec).address();
    Set<String> loops = new HashSet<>();
    // Which of the two a connection comes to depends on a hash of its port.
    for (int i = 0; i < 200 && loops.size() < 2; i++) {
      loops.add(read(address));
    }
    assertThat(loops).hasSize(2).doesNotContain(server.axon().loops().getFirst().toString());
    // Whoever else wants the address does not get it.
    assertThat(
            server
                .bind(
                    ListenerSpec.of("b", "loop", address)
                        .with(ListenerSettings.PORT_EACH_LOOP, true))
                .reason())
        .contains("listener a has it");
    server.unbind("a");
    refuses(address);
  }

  @Test
  void whoDoesNotFinishIsStoppedAtTheDeadline() throws Exception {
    var registration =
        server.register(
            "stubborn",
            "1",
            connection ->
                new Component<>() {
                  @Override
                  protected void run() {
                    outbox.send(inbox.receive());
                    while (true) {
                      control().receive(); // looks, and does not care
                    }
                  }
                });
    String address =
        server
            .bind(
                ListenerSpec.of("a", "stubborn", "127.0.0.1:0")
                    .with(ListenerSettings.FINISH_WITHIN, Duration.ofMillis(50)))
            .address();
    try (var client = new Client(address)) {
      assertThat(client.send("x").read(1)).isEqualTo("x");
      registration.close();
      assertThat(server.connections()).isEmpty();
    }
  }

  @Test
  void aPortThatIsTakenIsAFailureWithAReasonAndCanBeTriedAgain() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      ListenerInfo failed = bind("a", "echo", taken.getLocalPort());
      assertThat(failed.state()).isEqualTo(ListenerInfo.State.FAILED);
      assertThat(failed.reason()).contains("in use");
      assertThat(server.retry("a").state()).isEqualTo(ListenerInfo.State.FAILED);
    }
    ListenerInfo retried = server.retry("a");
    assertThat(retried.state()).isEqualTo(ListenerInfo.State.SERVING);
    assertThat(retried.reason()).isEmpty();
    answers(retried.address());
  }

  @Test
  void twoListenersForOnePortAreToldOfEachOtherAndTheFirstServesOn() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String address = bind("first", "echo", 0).address();
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    ListenerInfo second = bind("second", "echo", port);
    assertThat(second.state()).isEqualTo(ListenerInfo.State.FAILED);
    assertThat(second.reason()).contains("listener first has it");
    answers(address);
    server.unbind("first");
    assertThat(server.retry("second").state()).isEqualTo(ListenerInfo.State.SERVING);
    answers(address);
  }

  @Test
  void aHostThatIsNotKnownIsAFailureWithAReason() {
    server.register("echo", "1", ConnectionTest::echo);
    ListenerInfo info = server.bind(ListenerSpec.of("a", "echo", "no.such.host.invalid:0"));
    assertThat(info.state()).isEqualTo(ListenerInfo.State.FAILED);
    assertThat(info.reason()).contains("no.such.host.invalid");
  }

  @Test
  void aListenerThatMovesKeepsItsConnectionsAndItsOldPortIfTheNewOneCannotBeHad() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String before = bind("a", "echo", 0).address();
    try (var client = new Client(before);
        var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(client.send("x").read(1)).isEqualTo("x");
      ListenerInfo stayed = bind("a", "echo", taken.getLocalPort());
      assertThat(stayed.state()).isEqualTo(ListenerInfo.State.SERVING);
      assertThat(stayed.address()).isEqualTo(before);
      assertThat(stayed.reason()).contains("in use");
      answers(before);
      ListenerInfo moved = bind("a", "echo", freePort());
      assertThat(moved.reason()).isEmpty();
      assertThat(moved.address()).isNotEqualTo(before);
      answers(moved.address());
      refuses(before);
      assertThat(client.send("y").read(1)).isEqualTo("y");
    }
  }

  @Test
  void bindingTheSameAgainChangesNothing() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String address = bind("a", "echo", 0).address();
    assertThat(bind("a", "echo", 0).address()).isEqualTo(address);
    answers(address);
  }

  @Test
  void aConnectionBeyondTheLimitIsClosedAtOnceAndCounted() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String address =
        server
            .bind(
                ListenerSpec.of("a", "echo", "127.0.0.1:0")
                    .with(ListenerSettings.MAX_CONNECTIONS, 2))
            .address();
    try (var one = new Client(address);
        var two = new Client(address)) {
      assertThat(one.send("x").read(1)).isEqualTo("x");
      assertThat(two.send("x").read(1)).isEqualTo("x");
      try (var three = new Client(address)) {
        assertThat(three.readAll()).isEmpty();
      }
      ListenerInfo info = server.listeners().getFirst();
      assertThat(info.connections()).isEqualTo(2);
      assertThat(info.accepted()).isEqualTo(2);
      assertThat(info.rejected()).isEqualTo(1);
      one.end().readAll();
      Wait.until("a place is free", () -> server.listeners().getFirst().connections() == 1);
      answers(address);
    }
  }

  @Test
  void unbindClosesThePortAndFinishesItsConnectionsOnly() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String gone = bind("gone", "echo", 0).address();
    String stays = bind("stays", "echo", 0).address();
    try (var one = new Client(gone);
        var two = new Client(stays)) {
      assertThat(one.send("x").read(1)).isEqualTo("x");
      assertThat(two.send("x").read(1)).isEqualTo("x");
      server.unbind("gone");
      assertThat(one.readAll()).isEmpty();
      assertThat(two.send("y").read(1)).isEqualTo("y");
    }
    refuses(gone);
    assertThatThrownBy(() -> server.unbind("gone"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gone")
        .hasMessageContaining("stays");
  }

  @Test
  void aSuspendedListenerClosesItsPortAndStaysSoWhileItsConnectionsGoOn() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    ListenerInfo serving = bind("a", "echo", freePort());
    try (var client = new Client(serving.address())) {
      assertThat(client.send("x").read(1)).isEqualTo("x");
      ListenerInfo suspended = server.suspend("a");
      assertThat(suspended.state()).isEqualTo(ListenerInfo.State.SUSPENDED);
      assertThat(suspended.reason()).isEqualTo("it is suspended");
      refuses(serving.address());
      server.register("echo", "2", ConnectionTest::echo).close();
      server.retry("a");
      server.suspend("a");
      server.bind(serving.spec().with(ListenerSettings.MAX_CONNECTIONS, 7));
      assertThat(server.listeners().getFirst().state()).isEqualTo(ListenerInfo.State.SUSPENDED);
      refuses(serving.address());
      assertThat(client.send("y").read(1)).isEqualTo("y");
      ListenerInfo resumed = server.resume("a");
      assertThat(resumed.state()).isEqualTo(ListenerInfo.State.SERVING);
      assertThat(resumed.reason()).isEmpty();
      assertThat(resumed.spec().get(ListenerSettings.MAX_CONNECTIONS)).isEqualTo(7);
      answers(serving.address());
    }
  }

  @Test
  void aListenerMayBeSuspendedWithoutItsProtocolAndThenWaitsForIt() throws Exception {
    bind("a", "echo", 0);
    assertThat(server.suspend("a").state()).isEqualTo(ListenerInfo.State.SUSPENDED);
    server.register("echo", "1", ConnectionTest::echo).close();
    assertThat(server.listeners().getFirst().state()).isEqualTo(ListenerInfo.State.SUSPENDED);
    assertThat(server.resume("a").state()).isEqualTo(ListenerInfo.State.WAITING);
    assertThat(server.listeners().getFirst().reason()).isEqualTo("there is no protocol echo");
    server.register("echo", "1", ConnectionTest::echo);
    answers(server.listeners().getFirst().address());
  }

  @Test
  void aDrainedListenerIsSuspendedAndItsConnectionsFinish() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    ListenerSpec spec = ListenerSpec.of("a", "echo", "127.0.0.1:0").with("finishWithin", "1h");
    String address = server.bind(spec).address();
    String stays = bind("stays", "echo", 0).address();
    try (var resting = new Client(address);
        var saying = new Client(address);
        var other = new Client(stays)) {
      assertThat(resting.send("x").read(1)).isEqualTo("x");
      assertThat(saying.send("x").read(1)).isEqualTo("x");
      assertThat(other.send("x").read(1)).isEqualTo("x");
      saying.send("last words");
      CompletableFuture<Drained> drained = server.drain("a").toCompletableFuture();
      assertThat(resting.readAll()).isEmpty();
      assertThat(saying.readAll()).isIn("last words", "");
      resting.end();
      saying.end();
      assertThat(drained.get(60, TimeUnit.SECONDS)).isEqualTo(new Drained(2, 0));
      assertThat(server.listeners().getFirst().state()).isEqualTo(ListenerInfo.State.SUSPENDED);
      assertThat(other.send("y").read(1)).isEqualTo("y");
    }
  }

  @Test
  void aConnectionThatAnOperatorClosesEndsInOrderAndTheOthersGoOn() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String address = bind("a", "echo", 0).address();
    try (var one = new Client(address);
        var other = new Client(address)) {
      assertThat(one.send("x").read(1)).isEqualTo("x");
      assertThat(other.send("x").read(1)).isEqualTo("x");
      var closed = server.closeConnections(isOf(one), false).toCompletableFuture();
      assertThat(one.readAll()).isEmpty();
      one.end();
      assertThat(closed.get(60, TimeUnit.SECONDS)).isEqualTo(new Drained(1, 0));
      assertThat(other.send("y").read(1)).isEqualTo("y");
      answers(address);
      assertThat(server.listeners().getFirst().rejections())
          .isEqualTo(Map.of(Rejection.OPERATOR, 1L));
    }
  }

  @Test
  void aConnectionThatAnOperatorResetsIsResetForItsPeerAlthoughThatDoesNotRead() throws Exception {
    server.register(
        "flood",
        "1",
        connection ->
            Component.of(
                "flood",
                (in, out) -> {
                  while (true) {
                    out.send(ByteBuffer.allocate(4096));
                  }
                }));
    ListenerSpec spec =
        ListenerSpec.of("a", "flood", "127.0.0.1:0")
            .with("finishWithin", "1h")
            .with("bufferOut", "64KiB");
    try (var client = new Client(server.bind(spec).address(), 4096)) {
      assertThat(client.read(1)).hasSize(1);
      var _ = server.closeConnections(isOf(client), true);
      assertThatThrownBy(client::readAll)
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  private static Predicate<Connection> isOf(Client client) {
    return it -> it.peer().equals(client.socket.getLocalSocketAddress());
  }

  @Test
  void whoDoesNotReadIsCutWhenItsListenerIsDrained() throws Exception {
    server.register(
        "flood",
        "1",
        connection ->
            Component.of(
                "flood",
                (in, out) -> {
                  while (true) {
                    out.send(ByteBuffer.allocate(4096));
                  }
                }));
    String address =
        server
            .bind(
                ListenerSpec.of("a", "flood", "127.0.0.1:0")
                    .with("finishWithin", "100ms")
                    .with("bufferOut", "64KiB"))
            .address();
    try (var client = new Client(address, 4096)) {
      assertThat(client.read(1)).hasSize(1);
      assertThat(server.drain("a").toCompletableFuture().get(60, TimeUnit.SECONDS))
          .isEqualTo(new Drained(1, 1));
    }
  }

  @Test
  void aProtocolThatNobodyAskedForIsServedAtThePortItSuggestsUntilSomebodyAsks() throws Exception {
    int port = freePort();
    var registration =
        server.register(
            "own", "1", "test", 0, port, Set.of(Carrier.STREAM), ConnectionTest::echo, null);
    answers("127.0.0.1:" + port);
    int other = freePort();
    bind("mine", "own", other);
    answers("127.0.0.1:" + other);
    refuses("127.0.0.1:" + port);
    registration.close();
    assertThat(server.listeners())
        .singleElement()
        .satisfies(info -> assertThat(info.state()).isEqualTo(ListenerInfo.State.WAITING));
    server.unbind("mine");
    server
        .register("own", "1", "test", 0, port, Set.of(Carrier.STREAM), ConnectionTest::echo, null)
        .close();
    assertThat(server.listeners()).isEmpty();
    refuses("127.0.0.1:" + port);
  }

  @Test
  void aProtocolThatSpinsHoldsUpNeitherNewConnectionsNorOtherLoopsNorTheShow() throws Exception {
    var release = new AtomicBoolean();
    var spins = new CountDownLatch(1);
    try {
      server.register(
          "spin",
          "1",
          connection ->
              Component.of(
                  "spinner",
                  (in, out) -> {
                    in.receive();
                    spins.countDown();
                    while (!release.get()) {
                      Thread.onSpinWait();
                    }
                  }));
      server.register("echo", "1", ConnectionTest::echo);
      String spinner = bind("spin", "spin", 0).address();
      String echo = bind("echo", "echo", 0).address();
      try (var bad = new Client(spinner)) {
        bad.send("spin");
        assertThat(spins.await(30, TimeUnit.SECONDS)).isTrue();
        Wait.until("it is found out", () -> !server.axon().stalls().isEmpty());
        assertThat(server.axon().stalls().getFirst().component())
            .isEqualTo("net/listener[spin]/conn[1]/spinner");
        for (int i = 0; i < 4; i++) {
          answers(echo);
        }
        Wait.until("the others are closed", () -> server.connections().size() == 1);
        assertThat(server.listeners()).hasSize(2);
        assertThat(server.axon().topology().loops())
            .anyMatch(loop -> loop.stalled())
            .anyMatch(loop -> !loop.stalled());
      }
    } finally {
      release.set(true);
    }
  }

  @Test
  void aCrowdWaitsAtThePortWhileTheLoopsAreBusy() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String address = bind("a", "echo", 0).address();
    var free = new CountDownLatch(1);
    List<Loop> loops = server.axon().loops();
    List<Client> crowd = new ArrayList<>();
    try {
      // Those that serve.
      for (Loop loop : loops.subList(1, loops.size())) {
        loop.execute(() -> awaitUninterruptibly(free));
      }
      for (int i = 0; i < 200; i++) {
        crowd.add(new Client(address));
      }
      Wait.until("some are taken", () -> server.listeners().getFirst().accepted() == 16);
      for (int i = 0; i < 100; i++) {
        var turn = new CountDownLatch(1);
        loops.getFirst().execute(turn::countDown);
        turn.await();
      }
      assertThat(server.listeners().getFirst().accepted()).isEqualTo(16);
      free.countDown();
      for (Client client : crowd) {
        assertThat(client.send("x").read(1)).isEqualTo("x");
      }
    } finally {
      free.countDown();
      for (Client client : crowd) {
        client.close();
      }
    }
  }

  @Test
  void aCrowdForALoopThatIsHeldUpGoesToOthers() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String address = bind("a", "echo", 0).address();
    var free = new CountDownLatch(1);
    List<Client> crowd = new ArrayList<>();
    try {
      server.axon().loops().get(1).execute(() -> awaitUninterruptibly(free));
      for (int i = 0; i < 200; i++) {
        crowd.add(new Client(address).send("x"));
      }
      // All but those that wait for the loop that is held up.
      Wait.until(
          "the others are served",
          () ->
              server.connections().stream().filter(connection -> connection.sent() > 0).count()
                  >= 200 - 8);
      free.countDown();
      for (Client client : crowd) {
        assertThat(client.read(1)).isEqualTo("x");
      }
    } finally {
      free.countDown();
      for (Client client : crowd) {
        client.close();
      }
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void closingTheServerFinishesAllConnectionsSideBySide() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String address = bind("a", "echo", 0).address();
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      var client = new Client(address);
      assertThat(client.send("x").read(1)).isEqualTo("x");
      clients.add(client);
    }
    List<CompletableFuture<String>> ends =
        clients.stream()
            .map(
                client ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try (client) {
                            return client.readAll();
                          } catch (IOException e) {
                            return e.toString();
                          }
                        },
                        task -> Thread.ofVirtual().start(task)))
            .toList();
    server.close();
    ends.forEach(end -> assertThat(end.join()).isEmpty());
    refuses(address);
    assertThatThrownBy(() -> bind("b", "echo", 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aNameThatIsNoneIsRefused() {
    assertThatThrownBy(() -> server.register("No Name", "1", ConnectionTest::echo))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("No Name");
  }

  @Test
  void ipv6IsServedAsWell() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    ListenerInfo info = server.bind(ListenerSpec.of("six", "echo", "[::1]:0"));
    assertThat(info.state()).isEqualTo(ListenerInfo.State.SERVING);
    answers(info.address());
  }

  @Test
  void aUnixDomainSocketIsServedAndItsFileHasTheRightsThatWereAsked(@TempDir Path folder)
      throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    Path file = folder.resolve("echo.sock");
    ListenerInfo info =
        server.bind(ListenerSpec.of("unix", "echo", "unix:" + file).with("mode", "640"));
    assertThat(info.reason()).isEmpty();
    assertThat(info.address()).isEqualTo("unix:" + file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    try (var client = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      client.write(ByteBuffer.wrap("hello".getBytes("UTF-8")));
      client.shutdownOutput();
      var answer = ByteBuffer.allocate(10);
      while (client.read(answer) >= 0) {
        // to the end
      }
      assertThat(new String(answer.array(), 0, answer.position(), "UTF-8")).isEqualTo("hello");
    }
    server.unbind("unix");
    assertThatThrownBy(() -> SocketChannel.open(UnixDomainSocketAddress.of(file)))
        .isInstanceOf(IOException.class);
  }

  private ListenerInfo bind(String name, String protocol, int port) {
    return server.bind(ListenerSpec.of(name, protocol, "127.0.0.1:" + port));
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static void answers(String address) throws Exception {
    try (var client = new Client(address)) {
      assertThat(client.send("hello").read(5)).isEqualTo("hello");
    }
  }

  private static void refuses(String address) {
    Wait.until(
        address + " is refused",
        () -> {
          try {
            new Client(address).close();
            return false;
          } catch (ConnectException e) {
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static String read(String address) throws Exception {
    try (var client = new Client(address)) {
      return client.readAll();
    }
  }

  private static ProtocolFactory says(String text) {
    return connection ->
        Component.of("says", (in, out) -> out.send(ByteBuffer.wrap(text.getBytes("UTF-8"))));
  }

  private static ProtocolFactory tagging(String tag) {
    return connection ->
        Component.of(
            "tagging",
            (in, out) -> {
              for (ByteBuffer message : in) {
                out.send(ByteBuffer.wrap(tag.getBytes("UTF-8")));
                out.send(message);
              }
            });
  }
}
