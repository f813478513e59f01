package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Signal;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.transport.Port;

/** How clients connect, in virtual time. */
@ParameterizedClass(name = "seed {0}")
@ValueSource(longs = {1, 2, 3})
class ClientTest {
  private static final String FOUR = "192.0.2.4";
  private static final String OTHER_FOUR = "192.0.2.5";
  private static final String SIX = "2001:db8:0:0:0:0:0:6";
  private static final String OTHER_SIX = "2001:db8:0:0:0:0:0:7";
  private static final Duration SOON = Duration.ofMillis(20);

  private final SteppedAxon axon;
  private final Loop loop;
  private final SlowNetwork network;
  private final Map<String, CompletableFuture<List<InetAddress>>> names = new HashMap<>();
  private final StringBuilder heard = new StringBuilder();

  ClientTest(long seed) {
    axon = new SteppedAxon(seed);
    loop = axon.loops().getFirst();
    network = new SlowNetwork(loop);
  }

  // The search and the race.

  @Test
  void aHostOfBothFamiliesIsTriedOverIpv6FirstAndAQuarterSecondLaterOverIpv4() throws IOException {
    named("host.test", FOUR, OTHER_FOUR, SIX, OTHER_SIX);
    Port port = network.answers(at(OTHER_FOUR), SOON);
    Group talk = talk(client("host.test"));
    axon.advance(Duration.ofSeconds(2));
    assertThat(network.tried)
        .containsExactly("0 " + SIX, "250 " + FOUR, "500 " + OTHER_SIX, "750 " + OTHER_FOUR);
    serve(port).send("hello");
    axon.runUntilIdle();
    assertThat(heard).hasToString("hello");
    assertThat(network.open()).as("the losers are closed").isEqualTo(1);
    assertThat(failure(talk)).isNull();
  }

  @Test
  void theFirstThatAnswersWinsAlthoughItWasTriedLater() throws IOException {
    named("host.test", FOUR, SIX);
    Port slow = network.answers(at(SIX), Duration.ofMillis(400));
    Port fast = network.answers(at(FOUR), SOON);
    TcpClient client = client("host.test");
    talk(client);
    axon.advance(Duration.ofSeconds(1));
    assertThat(client.peer()).contains(at(FOUR));
    assertThat(client.local()).isPresent();
    assertThat(fast.accept()).isNotNull();
    assertThat(slow.accept()).isNull();
    assertThat(network.open()).isEqualTo(1);
  }

  @Test
  void theNextIsTriedAtOnceWhenOneFails() throws IOException {
    named("host.test", FOUR, OTHER_FOUR, SIX);
    network.refuses(at(SIX), Duration.ZERO);
    network.refuses(at(FOUR), SOON);
    network.answers(at(OTHER_FOUR), SOON);
    TcpClient client = client("host.test");
    talk(client);
    axon.advance(Duration.ofSeconds(1));
    assertThat(network.tried).containsExactly("0 " + SIX, "0 " + FOUR, "20 " + OTHER_FOUR);
    assertThat(client.peer()).contains(at(OTHER_FOUR));
  }

  @Test
  void aHostOfOneFamilyIsTriedAddressByAddress() {
    named("four.test", FOUR, OTHER_FOUR);
    named("six.test", OTHER_SIX, SIX);
    talk(client("four.test"));
    axon.advance(Duration.ofSeconds(1));
    assertThat(network.tried).containsExactly("0 " + FOUR, "250 " + OTHER_FOUR);
    network.tried.clear();
    talk(client("six.test"));
    axon.advance(Duration.ofSeconds(1));
    assertThat(network.tried).containsExactly("1000 " + OTHER_SIX, "1250 " + SIX);
  }

  @Test
  void whenAllFailTheErrorNamesEachAddressWithItsReason() {
    named("host.test", FOUR, SIX);
    network.refuses(at(FOUR), SOON);
    network.refuses(at(SIX), SOON);
    Group talk = talk(client("host.test"));
    axon.advance(Duration.ofSeconds(1));
    assertThat(failure(talk))
        .isInstanceOfSatisfying(
            ConnectFailedException.class,
            e -> {
              assertThat(e.target()).isEqualTo("host.test:80");
              assertThat(e.attempts()).isEqualTo(1);
              assertThat(e.failures())
                  .extracting(ConnectFailedException.Failure::address)
                  .containsExactly("[" + SIX + "]:80", FOUR + ":80");
              assertThat(e.getStackTrace()).isEmpty();
            })
        .hasMessage(
            "no connection to host.test:80: [%s]:80: Connection refused; %s:80: Connection refused"
                .formatted(SIX, FOUR));
    assertThat(network.open()).isZero();
  }

  @Test
  void aNameThatIsNotKnownIsSaidSo() {
    names.put(
        "nosuch.test",
        CompletableFuture.failedFuture(
            new UnknownHostException("nosuch.test: Name or service not known")));
    Group talk = talk(client("nosuch.test"));
    axon.runUntilIdle();
    assertThat(failure(talk))
        .hasMessage(
            "no connection to nosuch.test:80: the host is not known"
                + " (Name or service not known)");
  }

  @Test
  void aNameThatIsFoundLateIsWaitedFor() throws IOException {
    var found = new CompletableFuture<List<InetAddress>>();
    names.put("late.test", found);
    network.answers(at(FOUR), SOON);
    TcpClient client = client("late.test");
    talk(client);
    axon.advance(Duration.ofSeconds(5));
    found.complete(List.of(InetAddress.ofLiteral(FOUR)));
    axon.advance(Duration.ofSeconds(1));
    assertThat(client.peer()).contains(at(FOUR));
  }

  @Test
  void aNameThatIsNotFoundInTimeFails() {
    names.put("never.test", new CompletableFuture<>());
    Group talk = talk(client("never.test"));
    axon.advance(Duration.ofSeconds(9));
    assertThat(talk.ended().toCompletableFuture()).isNotDone();
    axon.advance(Duration.ofSeconds(1));
    assertThat(failure(talk))
        .hasMessage("no connection to never.test:80: the host was not found in time");
  }

  @Test
  void severalAddressesAreTriedInTheOrderInWhichTheyAreGiven() throws IOException {
    named("host.test", SIX, FOUR);
    var path = UnixDomainSocketAddress.of("/run/test.sock");
    network.refuses(at(OTHER_FOUR), SOON);
    network.refuses(at(SIX), SOON);
    network.refuses(at(FOUR), SOON);
    network.answers(path, SOON);
    TcpClient client =
        client(
            List.of(at(OTHER_FOUR), InetSocketAddress.createUnresolved("host.test", 80), path),
            ClientSettings.STANDARD);
    talk(client);
    axon.advance(Duration.ofSeconds(1));
    assertThat(network.tried)
        .containsExactly("0 " + OTHER_FOUR, "20 " + SIX, "40 " + FOUR, "60 /run/test.sock");
    assertThat(client.peer()).contains(path);
  }

  @Test
  void oneNameThatIsNotKnownDoesNotKeepFromTheOthers() throws IOException {
    names.put("nosuch.test", CompletableFuture.failedFuture(new UnknownHostException("nosuch")));
    network.answers(at(FOUR), SOON);
    TcpClient client =
        client(
            List.of(InetSocketAddress.createUnresolved("nosuch.test", 80), at(FOUR)),
            ClientSettings.STANDARD);
    talk(client);
    axon.advance(Duration.ofSeconds(1));
    assertThat(client.peer()).contains(at(FOUR));
  }

  @Test
  void anAddressThatIsKnownIsTriedWhileANameIsSearchedFor() throws IOException {
    var found = new CompletableFuture<List<InetAddress>>();
    names.put("late.test", found);
    network.answers(at(OTHER_FOUR), SOON);
    TcpClient client =
        client(
            List.of(InetSocketAddress.createUnresolved("late.test", 80), at(FOUR)),
            ClientSettings.STANDARD);
    talk(client);
    axon.advance(Duration.ofSeconds(1));
    assertThat(network.tried).containsExactly("0 " + FOUR);
    found.complete(List.of(InetAddress.ofLiteral(OTHER_FOUR)));
    axon.advance(SOON);
    assertThat(client.peer()).contains(at(OTHER_FOUR));
  }

  // Time-outs, and another attempt.

  @Test
  void whoeverDoesNotAnswerInTimeIsGivenUp() {
    named("host.test", FOUR, SIX);
    Group talk =
        talk(client("host.test", ClientSettings.STANDARD.connectWithin(Duration.ofMillis(200))));
    axon.advance(Duration.ofMillis(199));
    assertThat(talk.ended().toCompletableFuture()).isNotDone();
    axon.advance(Duration.ofMillis(1));
    assertThat(failure(talk))
        .hasMessage(
            "no connection to host.test:80: [%s]:80: no answer within 0.2s; %s:80: not tried"
                .formatted(SIX, FOUR));
    assertThat(network.open()).isZero();
  }

  @Test
  void attemptsAreRepeatedAfterARandomTimeOfALimitThatDoubles() {
    network.refuses(at(FOUR), Duration.ZERO);
    var retry = new ClientSettings.Retry(6, Duration.ofSeconds(1), Duration.ofSeconds(4));
    Group talk = talk(client(FOUR, ClientSettings.STANDARD.retry(retry)));
    axon.advance(Duration.ofMinutes(1));
    assertThat(failure(talk))
        .hasMessage(
            "no connection to %s:80 in 6 attempts; the last one: Connection refused"
                .formatted(FOUR));
    List<Long> times =
        network.tried.stream().map(line -> Long.valueOf(line.split(" ", 2)[0])).toList();
    assertThat(times).hasSize(6);
    long[] limits = {1000, 2000, 4000, 4000, 4000};
    for (int i = 0; i < limits.length; i++) {
      assertThat(times.get(i + 1) - times.get(i)).as("wait %d", i).isBetween(0L, limits[i]);
    }
    assertThat(times.getLast()).as("it waits at all").isPositive();
  }

  @Test
  void attemptsWithoutAWaitLeaveTurnsToOthers() {
    network.refuses(at(FOUR), Duration.ZERO);
    var retry = new ClientSettings.Retry(Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO);
    talk(client(FOUR, ClientSettings.STANDARD.retry(retry)));
    for (int i = 0; i < 100; i++) {
      axon.step();
    }
    assertThat(network.tried).hasSizeBetween(10, 200);
  }

  @Test
  void theWaitsAreTheSameWithTheSameSeedAndOthersForAnotherClient() {
    assertThat(triedWith(axon.seed())).isEqualTo(triedWith(axon.seed()));
    assertThat(triedWith(axon.seed())).isNotEqualTo(triedWith(axon.seed() + 100));
  }

  private static List<String> triedWith(long seed) {
    var test = new ClientTest(seed);
    test.network.refuses(at(FOUR), Duration.ZERO);
    var retry = new ClientSettings.Retry(5, Duration.ofSeconds(1), Duration.ofMinutes(1));
    test.talk(test.client(FOUR, ClientSettings.STANDARD.retry(retry)));
    test.axon.runToEnd();
    return test.network.tried;
  }

  @Test
  void aServerThatComesLaterIsFoundByALaterAttempt() throws IOException {
    network.refuses(at(FOUR), Duration.ZERO);
    var retry = new ClientSettings.Retry(1000, Duration.ofSeconds(1), Duration.ofSeconds(1));
    TcpClient client = client(FOUR, ClientSettings.STANDARD.retry(retry));
    talk(client, "waits meanwhile");
    axon.advance(Duration.ofSeconds(10));
    assertThat(client.peer()).isEmpty();
    Port port = network.answers(at(FOUR), SOON);
    axon.advance(Duration.ofSeconds(2));
    assertThat(client.peer()).contains(at(FOUR));
    assertThat(serve(port).taken()).isEqualTo("waits meanwhile");
  }

  @Test
  void theLimitOfAWaitDoublesUpToTheLongest() {
    var retry = new ClientSettings.Retry(9, Duration.ofMillis(100), Duration.ofMillis(700));
    assertThat(Stream.of(1, 2, 3, 4, 5, 1_000_000).map(retry::limit).map(Duration::toMillis))
        .containsExactly(100L, 200L, 400L, 700L, 700L, 700L);
    assertThat(
            new ClientSettings.Retry(9, Duration.ZERO, Duration.ofDays(1)).limit(Integer.MAX_VALUE))
        .isZero();
    assertThatThrownBy(() -> new ClientSettings.Retry(0, Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClientSettings.STANDARD.connectWithin(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // The talk.

  @Test
  void theOpeningIsSentFirst() throws IOException {
    Port port = network.answers(at(FOUR), SOON);
    ProxyHeader header = ProxyHeader.of(at("198.51.100.7"), at(FOUR));
    talk(client(FOUR, ClientSettings.STANDARD.opening(header.version1())), "hello");
    axon.advance(Duration.ofSeconds(1));
    assertThat(serve(port).taken()).isEqualTo("PROXY TCP4 198.51.100.7 192.0.2.4 80 80\r\nhello");
  }

  @Test
  void theEndOfWhatIsSentGoesToThePeerWhichMayStillAnswer() throws IOException {
    Port port = network.answers(at(FOUR), SOON);
    Group talk = talk(client(FOUR), "one", "two");
    axon.advance(Duration.ofSeconds(1));
    Server peer = serve(port);
    assertThat(peer.taken()).isEqualTo("onetwo");
    assertThat(peer.ended).isTrue();
    axon.advance(Duration.ofMinutes(10));
    peer.send("late");
    peer.stream.close();
    axon.runUntilIdle();
    assertThat(heard).hasToString("late.");
    assertThat(failure(talk)).isNull();
    assertThat(talk.ended().toCompletableFuture()).isCompleted();
  }

  @Test
  void whoeverReadsNoMoreStillSends() throws IOException {
    Port port = network.answers(at(FOUR), SOON);
    TcpClient client = client(FOUR);
    var source = new Source();
    Group talk =
        axon.activate(
            Pipeline.of(
                source,
                client,
                Component.<ByteBuffer, ByteBuffer>of("brief", (in, out) -> in.receive())));
    axon.advance(Duration.ofSeconds(1));
    Server peer = serve(port);
    peer.send("enough");
    axon.runUntilIdle();
    peer.send("more");
    source.say("I go on");
    axon.advance(SOON);
    assertThat(peer.taken()).isEqualTo("I go on");
    assertThat(peer.ended).isFalse();
    source.say(null);
    axon.advance(SOON);
    assertThat(peer.taken()).isEmpty();
    assertThat(peer.ended).isTrue();
    assertThat(talk.ended().toCompletableFuture()).isNotDone();
    axon.advance(Duration.ofSeconds(2));
    assertThat(talk.ended().toCompletableFuture()).isCompleted();
    assertThat(network.open()).isZero();
  }

  @Test
  void aCutEndsTheTalkAndIsASignalForTheNextComponent() throws IOException {
    Port port = network.answers(at(FOUR), SOON);
    List<Signal> signals = new ArrayList<>();
    axon.activate(
        Pipeline.of(
            new Source(),
            client(FOUR),
            new Component<ByteBuffer, ByteBuffer>() {
              @Override
              protected void run() {
                inbox.forEach(bytes -> heard.append(text(bytes)));
                signals.add(control().receive());
              }
            }));
    axon.advance(Duration.ofSeconds(1));
    Server peer = serve(port);
    peer.send("half a mess");
    axon.runUntilIdle();
    peer.stream.abort();
    axon.runUntilIdle();
    assertThat(heard).hasToString("half a mess");
    assertThat(signals)
        .singleElement()
        .isInstanceOfSatisfying(
            Signal.Shutdown.class, it -> assertThat(it.reason()).contains("reset"));
  }

  @Test
  void aPeerThatDoesNotReadStopsTheSender() throws IOException {
    Port port = network.answers(at(FOUR), SOON);
    int[] sent = {0};
    talk(
        client(FOUR),
        Component.of(
            "flood",
            (in, out) -> {
              while (sent[0] < 100_000) {
                out.send(ByteBuffer.allocate(1000));
                sent[0]++;
              }
            }));
    axon.advance(Duration.ofSeconds(1));
    assertThat(sent[0]).isLessThan(1000);
    Server peer = serve(port);
    for (long count = 0; count < 100_000_000; ) {
      axon.runUntilIdle();
      int more = peer.taken().length();
      assertThat(more).as("after %d bytes", count).isPositive();
      count += more;
    }
    axon.runUntilIdle();
    assertThat(peer.taken()).isEmpty();
    assertThat(peer.ended).isTrue();
  }

  // Being told to finish.

  @Test
  void aClientThatIsNotConnectedYetFinishesAtOnce() {
    Group talk = talk(client(FOUR), new Source());
    axon.advance(Duration.ofSeconds(1));
    assertThat(network.open()).isEqualTo(1);
    talk.shutdown(Duration.ofSeconds(5), "enough");
    axon.advance(SOON);
    assertThat(talk.ended().toCompletableFuture()).isCompleted();
    assertThat(network.open()).isZero();
  }

  @Test
  void whatWaitsIsSentBeforeAClientFinishes() throws IOException {
    Port port = network.answers(at(FOUR), Duration.ofSeconds(2));
    var source = new Source();
    Group talk = talk(client(FOUR), source);
    source.say("last words");
    axon.advance(Duration.ofSeconds(1));
    talk.shutdown(Duration.ofSeconds(5), "enough");
    source.say(null);
    axon.advance(Duration.ofMillis(1500));
    Server peer = serve(port);
    assertThat(peer.taken()).isEqualTo("last words");
    assertThat(peer.ended).isTrue();
    axon.advance(Duration.ofSeconds(2));
    assertThat(talk.ended().toCompletableFuture()).isCompleted();
    assertThat(failure(talk)).isNull();
  }

  @Test
  void aProtocolThatLooksAtSignalsEndsTheTalkItself() throws IOException {
    Port port = network.answers(at(FOUR), SOON);
    TcpClient client = client(FOUR);
    Component<ByteBuffer, ByteBuffer> polite =
        new Component<>() {
          @Override
          protected void run() {
            if (control().poll().isEmpty()) {
              control().receive();
            }
            outbox.send(bytes("QUIT"));
            heard.append(text(inbox.receive()));
          }
        };
    client.outbox().linkTo(polite.inbox());
    polite.outbox().linkTo(client.inbox());
    Group talk = axon.activate(client, polite);
    axon.advance(Duration.ofSeconds(1));
    Server peer = serve(port);
    talk.shutdown(Duration.ofSeconds(5), "enough");
    axon.advance(Duration.ofSeconds(1));
    assertThat(peer.taken()).isEqualTo("QUIT");
    peer.send("bye");
    peer.stream.close();
    axon.runUntilIdle();
    assertThat(heard).hasToString("bye");
    assertThat(talk.ended().toCompletableFuture()).isCompleted();
  }

  @Test
  void aClientThatIsStoppedCutsTheConnection() throws IOException {
    Port port = network.answers(at(FOUR), SOON);
    Group talk = talk(client(FOUR), new Source());
    axon.advance(Duration.ofSeconds(1));
    Server peer = serve(port);
    talk.stop("in the middle");
    axon.runUntilIdle();
    assertThatThrownBy(peer::taken)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("reset");
  }

  // The parts.

  /** A source whose words come from the test; it ends with null. */
  static final class Source extends Component<Object, ByteBuffer> {
    private final List<@Nullable String> words = new ArrayList<>();

    void say(@Nullable String word) {
      words.add(word);
    }

    @Override
    protected void run() {
      while (true) {
        clock().sleep(Duration.ofMillis(1));
        if (words.isEmpty() && inbox.atEnd()) {
          return; // it was told to finish
        } else if (!words.isEmpty()) {
          String word = words.removeFirst();
          if (word == null) {
            return;
          }
          outbox.send(bytes(word));
        }
      }
    }
  }

  /** The other side of a connection, in the hands of the test. */
  private final class Server {
    final org.kamaelia.net.transport.Stream stream;
    boolean ended;

    Server(org.kamaelia.net.transport.Stream stream) throws IOException {
      this.stream = stream;
      stream.attach(loop, (readable, writable) -> {});
      stream.interest(false, false);
    }

    void send(String text) throws IOException {
      assertThat(stream.write(bytes(text))).isEqualTo(text.length());
    }

    String taken() {
      var all = new StringBuilder();
      try {
        for (ByteBuffer bytes = stream.read(1 << 20);
            bytes == null || bytes.hasRemaining();
            bytes = stream.read(1 << 20)) {
          if (bytes == null) {
            ended = true;
            break;
          }
          all.append(text(bytes));
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return all.toString();
    }
  }

  private Server serve(Port port) throws IOException {
    var stream = port.accept();
    assertThat(stream).isNotNull();
    return new Server(stream);
  }

  private void named(String host, String... addresses) {
    names.put(
        host,
        CompletableFuture.completedFuture(
            Stream.of(addresses).map(InetAddress::ofLiteral).toList()));
  }

  private TcpClient client(String host) {
    return client(host, ClientSettings.STANDARD);
  }

  private TcpClient client(String host, ClientSettings settings) {
    return client(List.of(InetSocketAddress.createUnresolved(host, 80)), settings);
  }

  private TcpClient client(List<? extends SocketAddress> addresses, ClientSettings settings) {
    return new TcpClient(
        addresses,
        settings,
        new StreamClient.Surroundings(
            network,
            host ->
                names.getOrDefault(
                    host,
                    names.isEmpty() || !host.endsWith(".test")
                        ? CompletableFuture.completedFuture(List.of(InetAddress.ofLiteral(host)))
                        : CompletableFuture.failedFuture(new UnknownHostException(host)))));
  }

  private Group talk(TcpClient client, String... words) {
    return talk(
        client,
        Component.of(
            "words",
            (in, out) -> {
              for (String word : words) {
                out.send(bytes(word));
              }
            }));
  }

  private Group talk(TcpClient client, Component<?, ByteBuffer> source) {
    return axon.activate(
        Pipeline.of(
            source,
            client,
            Component.<ByteBuffer, ByteBuffer>of(
                "ear",
                (in, out) -> {
                  in.forEach(bytes -> heard.append(text(bytes)));
                  heard.append('.');
                })));
  }

  private static @Nullable Throwable failure(Group group) {
    var ended = group.ended().toCompletableFuture();
    try {
      ended.getNow(null);
      return null;
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  private static InetSocketAddress at(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 80);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
  }
}
