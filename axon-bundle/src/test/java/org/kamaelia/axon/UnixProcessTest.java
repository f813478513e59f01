package org.kamaelia.axon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class UnixProcessTest {
  private final Axon axon = Axon.builder().loops(1).start();
  private final Group group = axon.group("test");
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  @AfterEach
  void nothingIsLeftBehind() throws Exception {
    axon.close();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("test/")) {
        assertThat(thread.join(Duration.ofSeconds(30))).as(thread.getName()).isTrue();
      }
    }
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  @Test
  void whatComesInIsItsInputAndWhatItWritesComesOut() throws Exception {
    run(Pipeline.of(texts("hello, ", "world"), new UnixProcess("tr", "a-z", "A-Z"), gather()));
    assertThat(output.toString(UTF_8)).isEqualTo("HELLO, WORLD");
  }

  @Test
  void itAnswersWhileItsInputIsOpen() throws Exception {
    Duration patience = Duration.ofSeconds(30);
    try (var cat = Handle.of(group, new UnixProcess("cat"))) {
      for (String line : List.of("one", "two")) {
        cat.send(bytes(line), patience);
        assertThat(cat.receive(patience)).contains(bytes(line));
      }
    }
    end();
  }

  @Test
  void muchPassesWholeThroughSeveral() throws Exception {
    long seed = new Random().nextLong();
    byte[] all = new byte[3_000_001];
    new Random(seed).nextBytes(all);
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int at = 0; at < all.length; at += 10_000) {
      pieces.add(ByteBuffer.wrap(all, at, Math.min(10_000, all.length - at)));
    }
    run(
        Pipeline.of(new DataSource<>(pieces), new UnixProcess("cat"), new UnixProcess("cat"))
            .to(gather()));
    assertThat(Arrays.equals(output.toByteArray(), all)).as("seed %s", seed).isTrue();
  }

  @Test
  void aProcessWhoseOutputIsNotTakenWaits() throws Exception {
    var writer = new UnixProcess("sh", "-c", "head -c 5000000 /dev/zero; echo done >&2");
    var taker =
        new Component<ByteBuffer, Object>() {
          @Override
          protected void run() {
            control().receive();
            seen.add("taking");
            inbox.forEach(UnixProcessTest.this::keep);
          }
        };
    writer.outbox().linkTo(taker.inbox());
    writer.error().linkTo(group.activate(words()).inbox());
    group.activate(taker);
    group.activate(writer);
    while (inbox(taker).depth() < Inbox.DEFAULT_LIMIT || !rests("test/stdout[sh]")) {
      Thread.onSpinWait();
    }
    group.loop().execute(() -> taker.hear(new Signal.ProducerFinished("go")));
    end();
    assertThat(seen).containsExactly("taking", "done\n");
    assertThat(output.size()).isEqualTo(5_000_000);
  }

  @Test
  void aProcessThatDoesNotReadMakesItsSenderWait(@TempDir Path folder) throws Exception {
    Path gate = folder.resolve("gate");
    new ProcessBuilder("mkfifo", gate.toString()).start().waitFor();
    ByteBuffer[] much =
        IntStream.range(0, 200).mapToObj(i -> bytes("x".repeat(10_000))).toArray(ByteBuffer[]::new);
    var source = DataSource.of(much);
    var deaf = new UnixProcess("sh", "-c", "cat " + gate + "; wc -c");
    group.activate(Pipeline.of(source, deaf, gather()));
    while (axon.topology().components().stream()
        .noneMatch(
            info ->
                info.name().equals(source.name())
                    && info.waitsFor().toString().contains("stdin"))) {
      Thread.onSpinWait();
    }
    Files.writeString(gate, "open ");
    end();
    assertThat(output.toString(UTF_8).strip()).isEqualTo("open 2000000");
  }

  @Test
  void anExitValueThatIsNotAllowedIsAFailureThatShowsTheLastErrors() {
    var broken = new UnixProcess("sh", "-c", "echo it broke >&2; exit 3");
    group.activate(broken);
    assertThatThrownBy(this::end)
        .cause()
        .isInstanceOf(UnixProcess.Failure.class)
        .hasMessage("sh -c echo it broke >&2; exit 3: exit value 3; it broke")
        .extracting(failure -> ((UnixProcess.Failure) failure).exitValue())
        .isEqualTo(3);
    assertThat(broken.exitValue()).hasValue(3);
  }

  @Test
  void anExitValueThatIsAllowedIsNone() throws Exception {
    var grep = new UnixProcess("grep", "needle").allowing(1);
    assertThat(grep.exitValue()).isEmpty();
    run(Pipeline.of(texts("hay\n"), grep));
    assertThat(grep.exitValue()).hasValue(1);
  }

  @Test
  void theEndOfALongErrorIsWhatIsShown() {
    group.activate(new UnixProcess("sh", "-c", "seq 5000 >&2; exit 1"));
    assertThat(catchThrowable(this::end).getCause().getMessage())
        .endsWith("4999\n5000")
        .hasSizeBetween(1000, 1100);
  }

  @Test
  void standardErrorComesOutOfItsOwnBoxOrWithTheOutput() throws Exception {
    var apart = new UnixProcess("sh", "-c", "echo out; echo err >&2");
    apart.error().linkTo(group.activate(words()).inbox());
    run(Pipeline.of(apart, gather()));
    assertThat(seen).containsExactly("err\n");
    assertThat(output.toString(UTF_8)).isEqualTo("out\n");
    output.reset();
    var joined = new ProcessBuilder("sh", "-c", "echo out; echo err >&2").redirectErrorStream(true);
    Group again = axon.group("test/again");
    again.activate(Pipeline.of(new UnixProcess(joined), gather()));
    end(again);
    assertThat(output.toString(UTF_8)).isEqualTo("out\nerr\n");
  }

  @Test
  void aProgramThatIsNotThereFailsWithItsName() {
    group.activate(new UnixProcess("no-such-program"));
    assertThatThrownBy(this::end)
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining("no-such-program");
  }

  @Test
  void whoTakesNoMoreOutputEndsTheProcess() throws Exception {
    var head = Component.<ByteBuffer, Object>of("head", (in, out) -> keep(in.receive()));
    run(Pipeline.of(new UnixProcess("yes"), head));
    assertThat(output.toString(UTF_8)).startsWith("y\ny\n");
  }

  @Test
  void aProcessThatTakesNoMoreInputEndsItsSender() throws Exception {
    var endless =
        Component.<Object, ByteBuffer>of(
            "endless",
            (in, out) -> {
              while (true) {
                out.send(bytes("more\n"));
              }
            });
    run(Pipeline.of(endless, new UnixProcess("head", "-n", "1"), gather()));
    assertThat(output.toString(UTF_8)).isEqualTo("more\n");
  }

  @Test
  void aProcessThatEndsWhileItsInputIsSilentEnds() throws Exception {
    var silent = group.activate(Parts.<ByteBuffer>sleeper());
    var process = new UnixProcess("true");
    var ended = Parts.sink(new ArrayList<Signal>());
    Group other = axon.group("test/other");
    other.add(process);
    Linkage.link(silent, "outbox", process, "inbox");
    process.signal().linkTo(ended.inbox());
    other.activate(process);
    other.activate(ended);
    end(other);
    assertThat(silent.state()).isEqualTo(Component.State.ACTIVE);
  }

  @Test
  void toldToFinishItClosesTheInputAndWhatTheProcessThenWritesComesOut() throws Exception {
    var process = new UnixProcess("sh", "-c", "cat; echo bye");
    var first = Handle.of(group, process);
    first.send(bytes("hello "), Duration.ofSeconds(30));
    assertThat(first.receive(Duration.ofSeconds(30))).contains(bytes("hello "));
    group.shutdown(Duration.ofSeconds(30), "test");
    assertThat(first.receive(Duration.ofSeconds(30))).contains(bytes("bye\n"));
    end();
    assertThat(process.exitValue()).hasValue(0);
  }

  @Test
  void whenItIsStoppedTheProcessAndWhatThatStartedAreToldToEnd() throws Exception {
    var tree = new UnixProcess("sh", "-c", "sleep 1000 & echo $!; wait");
    group.activate(Pipeline.of(tree, words()));
    String pid = seen.poll(30, SECONDS);
    ProcessHandle sleep = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    group.stop("test");
    end();
    assertThat(tree.exitValue()).hasValue(128 + 15);
    sleep.onExit().get(30, SECONDS);
  }

  @Test
  void aProcessThatDoesNotWantToEndIsMadeTo() throws Exception {
    var stubborn = new UnixProcess("sh", "-c", "trap '' TERM; echo ready; exec sleep 1000");
    group.activate(Pipeline.of(stubborn, words()));
    assertThat(seen.poll(30, SECONDS)).isEqualTo("ready\n");
    group.stop("test");
    group.stop("once more");
    end();
    assertThat(stubborn.exitValue()).hasValue(128 + 9);
  }

  private void run(Component<?, ?> component) throws Exception {
    group.activate(component);
    end();
  }

  private void end() throws Exception {
    end(group);
  }

  private static void end(Group group) throws Exception {
    group.ended().toCompletableFuture().get(30, SECONDS);
  }

  private Topology.InboxInfo inbox(Component<?, ?> component) {
    return axon.topology().components().stream()
        .filter(info -> info.name().equals(component.name()))
        .findFirst()
        .orElseThrow()
        .inboxes()
        .getFirst();
  }

  private static boolean rests(String threadName) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(
            thread ->
                thread.getName().equals(threadName) && thread.getState() == Thread.State.WAITING);
  }

  private static Component<Object, ByteBuffer> texts(String... texts) {
    return DataSource.of(
        Arrays.stream(texts).map(UnixProcessTest::bytes).toArray(ByteBuffer[]::new));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private Component<ByteBuffer, Object> gather() {
    return Component.of("gather", (in, out) -> in.forEach(this::keep));
  }

  private void keep(ByteBuffer bytes) {
    output.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  private Component<ByteBuffer, Object> words() {
    return Component.of(
        "words", (in, out) -> in.forEach(bytes -> seen.add(UTF_8.decode(bytes).toString())));
  }
}
