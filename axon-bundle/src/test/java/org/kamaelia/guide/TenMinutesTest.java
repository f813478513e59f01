package org.kamaelia.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Backplane;
import org.kamaelia.axon.Backplane.WhenFull;
import org.kamaelia.axon.Carousel;
import org.kamaelia.axon.Chooser;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.ConsoleEchoer;
import org.kamaelia.axon.DataSource;
import org.kamaelia.axon.EndOfStream;
import org.kamaelia.axon.Graphline;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Handle;
import org.kamaelia.axon.LossyConnector;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Par;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.PublishTo;
import org.kamaelia.axon.RateChunker;
import org.kamaelia.axon.RateLimit;
import org.kamaelia.axon.ReadFile;
import org.kamaelia.axon.Seq;
import org.kamaelia.axon.Splitter;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.axon.SubscribeTo;
import org.kamaelia.axon.Supervision;
import org.kamaelia.axon.TPipe;
import org.kamaelia.axon.ThreadedComponent;
import org.kamaelia.axon.Transformer;
import org.kamaelia.axon.UnixProcess;
import org.kamaelia.axon.Wait;
import org.kamaelia.axon.WriteFile;

/** Each snippet of docs/axon.md, and what it prints. */
@Timeout(60)
class TenMinutesTest {
  private final PrintStream console = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void catchWhatIsPrinted() {
    System.setOut(new PrintStream(printed, true, UTF_8));
  }

  @AfterEach
  void restoreTheConsole() {
    System.setOut(console);
  }

  static final class Shout extends Component<String, String> {
    @Override
    protected void run() {
      for (String word : inbox) {
        outbox.send(word.toUpperCase(Locale.ROOT) + "!");
      }
    }
  }

  @Test
  void aPipelineRuns() {
    try (var axon = Axon.start()) {
      var talk = Pipeline.of(DataSource.of("good", "morning"), new Shout(), new ConsoleEchoer<>());
      axon.activate(talk).ended().toCompletableFuture().join();
    }
    assertPrinted(
        """
        GOOD!
        MORNING!
        """);
  }

  static final class Sieve extends Component<Integer, Integer> {
    final Outbox<Integer> odd = addOutbox("odd", Integer.class);

    @Override
    protected void run() {
      for (int number : inbox) {
        (number % 2 == 0 ? outbox : odd).send(number);
      }
    }
  }

  @Test
  void boxesAreLinked() throws Exception {
    try (var axon = Axon.start()) {
      var numbers = DataSource.of(1, 2, 3);
      var sieve = new Sieve();
      var square = Transformer.<Integer, Integer>of("square", n -> n * n);
      var print = new ConsoleEchoer<Integer>();
      numbers.outbox().linkTo(sieve.inbox());
      sieve.outbox().linkTo(print.inbox());
      sieve.odd.linkTo(square.inbox());
      square.outbox().linkTo(print.inbox());

      Group group = axon.activate(numbers, sieve, square, print);
      end(group);
    }
    assertThat(lines()).containsExactlyInAnyOrder("1", "2", "9");
  }

  @Test
  void theEndNeedsNoCode() throws Exception {
    var pairs =
        Component.<String, String>of(
            "pairs",
            (in, out) -> {
              while (true) {
                out.send(in.receive() + " and " + in.receive());
              }
            });
    run(Pipeline.of(DataSource.of("salt", "pepper", "oil"), pairs, new ConsoleEchoer<>()));
    assertPrinted(
        """
        salt and pepper
        """);
  }

  @Test
  void aSlowTakerHoldsItsSourceBackAndOneThatEndsEndsIt() throws Exception {
    Iterable<Integer> all = () -> IntStream.iterate(1, i -> i + 1).iterator();
    var numbers = new DataSource<>(all);
    var three =
        Component.<Integer, Integer>of(
            "three",
            (in, out) -> {
              for (int i = 0; i < 3; i++) {
                out.send(in.receive());
              }
            });
    three.inbox().limit(10);
    var row = Pipeline.of(numbers, three, new ConsoleEchoer<>());
    run(row);
    assertPrinted(
        """
        1
        2
        3
        """);
  }

  static final class KeepAlive extends Component<String, String> {
    @Override
    protected void run() {
      while (true) {
        var message = inbox.receive(Duration.ofSeconds(30));
        outbox.send(message.orElse("are you there?"));
      }
    }
  }

  @Test
  void failuresStayInTheirGroup() throws Exception {
    try (var axon = Axon.start()) {
      var faulty =
          Component.of(
              "faulty",
              (in, out) -> {
                throw new IOException("no route");
              });
      Group group = axon.group("link");
      group.activate(faulty);
      var told =
          group.ended().whenComplete((done, failure) -> System.out.println(failure.getCause()));
      assertThatThrownBy(() -> told.toCompletableFuture().get(30, SECONDS))
          .hasRootCauseMessage("no route");
    }
    assertPrinted(
        """
        java.io.IOException: no route
        """);
  }

  @Test
  void aGroupIsMadeAnew() {
    List<Integer> attempts = new ArrayList<>();
    var axon = new SteppedAxon(1);
    Group group = axon.group("link");
    group.supervise(
        new Supervision.Restart(
            () -> new Dialler(attempts), 5, Duration.ofMinutes(1), Duration.ofSeconds(1)));
    group.activate(new Dialler(attempts));
    axon.advance(Duration.ofSeconds(10));
    assertThat(attempts).containsExactly(0, 1, 3);
  }

  /** Succeeds the third time. */
  private static final class Dialler extends Component<Object, Object> {
    private final List<Integer> attempts;

    Dialler(List<Integer> attempts) {
      this.attempts = attempts;
    }

    @Override
    protected void run() {
      attempts.add((int) (clock().nanoTime() / 1_000_000_000));
      if (attempts.size() < 3) {
        throw new IllegalStateException("busy");
      }
    }
  }

  @Test
  void aGraphHasAnyShape() throws Exception {
    var graph =
        Graphline.<Integer, Object>builder()
            .add("sieve", new Sieve())
            .add("square", Transformer.<Integer, Integer>of("square", n -> n * n))
            .add("print", new ConsoleEchoer<Integer>())
            .link("self.inbox", "sieve.inbox")
            .link("sieve.outbox", "print.inbox")
            .link("sieve.odd", "square.inbox")
            .link("square.outbox", "print.inbox")
            .build();
    run(Pipeline.of(DataSource.of(1, 2, 3), graph));
    assertThat(lines()).containsExactlyInAnyOrder("1", "2", "9");
  }

  @Test
  void aGraphIsReadFromAText() throws Exception {
    var graph =
        Graphline.<Integer, Object>parse(
            """
            self -> sieve -> print
            sieve.odd -> square -> print   # a box but the standard one is named
            """,
            Map.of(
                "sieve", new Sieve(),
                "square", Transformer.<Integer, Integer>of("square", n -> n * n),
                "print", new ConsoleEchoer<Integer>()));
    run(Pipeline.of(DataSource.of(1, 2, 3), graph));
    assertThat(lines()).containsExactlyInAnyOrder("1", "2", "9");
  }

  @Test
  void oneSpeaksToMany() {
    var axon = new SteppedAxon(1);
    axon.activate(new Backplane<String>("news"));
    for (String reader : List.of("ann", "bob")) {
      var news = new SubscribeTo<>("news", String.class, WhenFull.DROP_OLDEST);
      var read = Transformer.<String, String>of(reader, item -> reader + " reads " + item);
      axon.activate(Pipeline.of(news, read, new ConsoleEchoer<>()));
    }
    axon.runUntilIdle();
    axon.activate(Pipeline.of(DataSource.of("rain"), new PublishTo<>("news", String.class)));
    axon.runUntilIdle();
    assertThat(lines()).containsExactlyInAnyOrder("ann reads rain", "bob reads rain");
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void aSplitterCopiesAndABranchPicks() {
    var axon = new SteppedAxon(1);
    List<String> kept = new ArrayList<>();
    var news = DataSource.of("rain", "fire");
    var archive = Component.<String, Object>of("archive", (in, out) -> in.forEach(kept::add));
    var alarm = Transformer.<String, String>of("alarm", item -> item + "!");
    var copies = new Splitter<String>("copies");
    copies.subscribe(archive.inbox(), WhenFull.WAIT);
    var branch = TPipe.<String>copy(item -> item.equals("fire"), alarm);
    axon.activate(Pipeline.of(news, copies, branch).to(new ConsoleEchoer<>()), archive);
    axon.runUntilIdle();
    assertThat(kept).containsExactly("rain", "fire");
    assertThat(lines()).containsExactlyInAnyOrder("rain", "fire", "fire!");
  }

  @Test
  void aStreamIsPaced() {
    var axon = new SteppedAxon(1);
    List<ByteBuffer> chunks = new ArrayList<>();
    var steady =
        Pipeline.of(
            new RateChunker(16_000, 160, 25), // bytes a second, what is never cut, chunks a second
            new RateLimit<ByteBuffer>(1, Duration.ofMillis(40)),
            new LossyConnector<ByteBuffer>());
    var recording = DataSource.of(ByteBuffer.allocate(10_000), ByteBuffer.allocate(6_000));
    axon.activate(
        Pipeline.of(
            recording, steady, Component.of("player", (in, out) -> in.forEach(chunks::add))));
    axon.runToEnd();
    assertThat(chunks).hasSize(25).allMatch(chunk -> chunk.remaining() == 640);
    assertThat(axon.clock().nanoTime()).isEqualTo(Duration.ofMillis(24 * 40).toNanos());
  }

  @Test
  void aCircleGoesRound() {
    var axon = new SteppedAxon(1);
    var countdown = Transformer.<Integer, Integer>of("countdown", n -> n == 0 ? null : n - 1);
    var circle = Pipeline.circular(Pipeline.of(new ConsoleEchoer<Integer>(), countdown));
    axon.activate(Pipeline.of(DataSource.of(3), circle));
    axon.runUntilIdle();
    assertThat(lines()).containsExactly("3", "2", "1", "0");
  }

  @Test
  void aFileIsCopiedAtAPace(@TempDir Path folder) throws Exception {
    Path from = Files.writeString(folder.resolve("from"), "hello");
    Path to = folder.resolve("to");
    try (var axon = Axon.start()) {
      var copy = Pipeline.of(ReadFile.paced(from, 100_000), WriteFile.anew(to));
      end(axon.activate(copy));
    }
    assertThat(to).hasContent("hello");
  }

  static final class FileSize extends ThreadedComponent<Path, Long> {
    @Override
    protected void run() throws IOException {
      for (Path file : inbox) {
        outbox.send(Files.size(file));
      }
    }
  }

  @Test
  void ordinaryCodeTalksToComponents(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("letter"), "hello");
    try (var axon = Axon.start()) {
      try (var sizes = Handle.of(axon.group("files"), new FileSize())) {
        sizes.send(file, Duration.ofSeconds(10));
        System.out.println(sizes.receive(Duration.ofSeconds(10)).orElseThrow());
      }
    }
    assertPrinted(
        """
        5
        """);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aProcessIsAComponent() throws Exception {
    var shout =
        Pipeline.of(
            Transformer.<String, ByteBuffer>of("encode", UTF_8::encode),
            new UnixProcess("tr", "a-z", "A-Z"),
            Transformer.<ByteBuffer, String>of("decode", bytes -> UTF_8.decode(bytes).toString()));
    run(Pipeline.of(DataSource.of("good morning"), shout, new ConsoleEchoer<>()));
    assertPrinted(
        """
        GOOD MORNING
        """);
  }

  @Test
  void partsInTimeAndSideBySide() throws Exception {
    var programme =
        Seq.<Object, String>of(
            DataSource.of("news"),
            Par.of(DataSource.of("weather"), DataSource.of("traffic")),
            DataSource.of("music"));
    run(Pipeline.of(programme, new ConsoleEchoer<>()));
    assertThat(lines())
        .containsExactlyInAnyOrder("news", "weather", "traffic", "music")
        .startsWith("news")
        .endsWith("music");
  }

  @Test
  void aCarouselUsesUpOneAfterAnother() {
    var axon = new SteppedAxon(1);
    Group group = axon.group("radio");
    var playlist = Chooser.forward(List.of("intro", "song"));
    var player =
        new Carousel<String, Object, String>(
                title -> DataSource.of(title + " begins", title + " ends"))
            .askingFirst();
    playlist.outbox().linkTo(player.next());
    player.requestNext().linkTo(playlist.inbox());
    group.activate(playlist);
    group.activate(Pipeline.of(player, new ConsoleEchoer<>()));
    axon.runUntilIdle();
    assertPrinted(
        """
        intro begins
        intro ends
        song begins
        song ends
        """);
    assertThat(axon.topology().components()).isEmpty();
  }

  static final class Worker extends Component<String, Object> {
    @Override
    protected void run() {
      Outbox<String> log = addOutbox("log", String.class);
      log.linkTo(tracker().service("log", String.class));
      for (String job : inbox) {
        log.send("did " + job);
      }
    }
  }

  @Test
  void aServiceIsFoundByItsName() {
    var axon = new SteppedAxon(1);
    var log = new ConsoleEchoer<String>();
    axon.tracker().register("log", log.inbox());
    axon.activate(log);
    axon.activate(Pipeline.of(DataSource.of("the dishes"), new Worker()));
    axon.runUntilIdle();
    assertPrinted(
        """
        did the dishes
        """);
  }

  @Test
  void silenceIsBrokenEveryThirtySeconds() {
    var axon = new SteppedAxon(42);
    List<String> said = new ArrayList<>();
    var peer =
        Component.<Object, String>of(
            "peer",
            (in, out) -> {
              out.send("hello");
              axon.clock().sleep(Duration.ofSeconds(70));
              out.send("goodbye");
            });
    var gather = Component.<String, Object>of("gather", (in, out) -> in.forEach(said::add));
    axon.activate(Pipeline.of(peer, new KeepAlive(), gather));
    axon.advance(Duration.ofSeconds(69));
    assertThat(said).containsExactly("hello", "are you there?", "are you there?");
    axon.runToEnd();
    assertThat(said).endsWith("goodbye");
  }

  @Test
  void aTopologyShowsWhoWaitsWhere() {
    var axon = new SteppedAxon(1);
    var shout = new Shout();
    shout.inbox().limit(2);
    var deaf =
        Component.<String, Object>of("deaf", (in, out) -> axon.clock().sleep(Duration.ofDays(1)));
    deaf.inbox().limit(1);
    axon.group("talk").activate(Pipeline.of(DataSource.of("a", "b", "c", "d", "e"), shout, deaf));
    axon.runUntilIdle();
    for (var component : axon.topology().components()) {
      if (component.waitsFor() instanceof Wait.Room room) {
        System.out.println(component.name() + " waits for " + room);
      }
    }
    assertPrinted(
        """
        talk/DataSource waits for room in talk/Shout.inbox
        talk/Shout waits for room in talk/deaf.inbox
        """);
  }

  @Test
  void anEndMayBeCaught() throws Exception {
    var careful =
        Component.<String, String>of(
            "careful",
            (in, out) -> {
              String first = in.receive();
              try {
                out.send(first + " and " + in.receive());
              } catch (EndOfStream cut) {
                out.send(first + " and nothing");
              }
            });
    run(Pipeline.of(DataSource.of("salt"), careful, new ConsoleEchoer<>()));
    assertPrinted(
        """
        salt and nothing
        """);
  }

  private static void run(Component<?, ?> component) throws Exception {
    try (var axon = Axon.start()) {
      end(axon.activate(component));
    }
  }

  private static void end(Group group) throws Exception {
    group.ended().toCompletableFuture().get(30, SECONDS);
  }

  private void assertPrinted(String expected) {
    assertThat(printed.toString(UTF_8)).isEqualTo(expected);
  }

  private List<String> lines() {
    return printed.toString(UTF_8).lines().toList();
  }
}
