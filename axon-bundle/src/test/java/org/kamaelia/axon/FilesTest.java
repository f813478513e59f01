package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FilesTest {
  private final Axon axon = Axon.builder().loops(1).start();
  private final Group group = axon.group("test");

  @TempDir private Path folder;

  @AfterEach
  void close() {
    axon.close();
  }

  @Test
  void aFileIsReadAndWrittenWholeAndAppendedTo() throws Exception {
    long seed = new Random().nextLong();
    byte[] bytes = new byte[300_001];
    new Random(seed).nextBytes(bytes);
    Path from = Files.write(folder.resolve("from"), bytes);
    Path to = Files.write(folder.resolve("to"), new byte[400_000]);
    run(Pipeline.of(new ReadFile(from), WriteFile.anew(to)));
    assertThat(Files.readAllBytes(to)).as("seed %s", seed).isEqualTo(bytes);
    run(
        axon.group("again"),
        Pipeline.of(DataSource.of(ByteBuffer.wrap(new byte[] {1, 2})), WriteFile.append(to)));
    assertThat(Files.readAllBytes(to)).hasSize(bytes.length + 2).endsWith(1, 2);
  }

  @Test
  void aPacedFileIsNotFasterThanItsPace() throws Exception {
    Path from = Files.write(folder.resolve("from"), new byte[2000]);
    long start = System.nanoTime();
    run(Pipeline.of(ReadFile.paced(from, 10_000), new NullSink()));
    // One chunk of 1000 bytes at once, the other when that is due.
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(100_000_000L);
    assertThatThrownBy(() -> ReadFile.paced(from, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPacedFileMakesGoodALittleLatenessButNotAStall() {
    var reader = ReadFile.paced(folder.resolve("from"), 10_000);
    long chunk = 100_000_000;
    assertThat(reader.dueAfter(0, 0, 1000)).isEqualTo(chunk);
    assertThat(reader.dueAfter(0, chunk / 2, 1000)).isEqualTo(chunk);
    assertThat(reader.dueAfter(0, 100 * chunk, 1000)).isEqualTo(100 * chunk);
    assertThat(reader.dueAfter(0, 0, 500)).isEqualTo(chunk / 2);
  }

  @Test
  void aFileThatIsNotThereFailsTheGroupWithItsName() {
    group.activate(new ReadFile(folder.resolve("nothing")));
    assertThatThrownBy(() -> group.ended().toCompletableFuture().get(30, SECONDS))
        .hasCauseInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void linesThatAreTypedAreEchoed() throws Exception {
    var console = new ByteArrayOutputStream();
    run(
        Pipeline.of(
            new ConsoleReader(new StringReader("one\ntwo\r\nthree")),
            new ConsoleEchoer<String>(new PrintStream(console, true, StandardCharsets.UTF_8)),
            new NullSink()));
    assertThat(console.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("one", "two", "three");
  }

  @Test
  void stoppingAReaderThatBlocksIsNoFailure() throws Exception {
    try (var writer = new PipedWriter();
        var reader = new PipedReader(writer)) {
      var console = group.activate(new ConsoleReader(reader));
      group.stop("test");
      group.ended().toCompletableFuture().get(30, SECONDS);
      assertThat(console.state()).isEqualTo(Component.State.ENDED);
    }
  }

  private void run(Component<?, ?> component) throws Exception {
    run(group, component);
  }

  private static void run(Group group, Component<?, ?> component) throws Exception {
    group.activate(component);
    group.ended().toCompletableFuture().get(30, SECONDS);
  }
}
