package org.kamaelia.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.SteppedAxon;

/** A box log is replayed into components that are linked. */
class BoxReplayTest {
  @TempDir Path folder;

  /** Splits lines, each after a while; a second inbox says what is put before them. */
  private static final class Lines extends Component<ByteBuffer, String> {
    private final Inbox<String> prefixes = addInbox("prefix", String.class);
    private final Duration delay;
    private String prefix = "";
    private String rest = "";

    Lines(Duration delay) {
      this.delay = delay;
    }

    @Override
    protected void run() {
      while (!inbox.atEnd()) {
        if (select(inbox, prefixes) == prefixes && !prefixes.atEnd()) {
          prefix = prefixes.receive();
          continue;
        }
        if (inbox.isEmpty()) {
          continue;
        }
        rest += StandardCharsets.UTF_8.decode(inbox.receive());
        clock().sleep(delay);
        for (int end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
          outbox.send(prefix + rest.substring(0, end));
          rest = rest.substring(end + 1);
        }
      }
    }
  }

  private static final String LOG =
      """
      # kamaelia box log 1
      1000000000	lines/inbox	bytes	"one\\ntw"
      1000000000	lines/outbox	text	"one"
      1500000000	lines/prefix	text	"> "
      2000000000	lines/inbox	bytes	"o\\n"
      2000000000	lines/outbox	text	"> two"
      2000000000	upper/outbox	text	"> TWO"
      4000000000	lines/inbox	end
      """;

  private Path log(String text) throws IOException {
    return Files.writeString(folder.resolve("boxes.log"), text);
  }

  private record Said(String message, long nanos) {}

  private List<Said> replay(BoxReplay replay, Duration delay) {
    SteppedAxon axon = new SteppedAxon(1);
    List<Said> all = new ArrayList<>();
    Lines lines = new Lines(delay);
    var in = replay.says("lines/inbox");
    var prefix = replay.says("lines/prefix", text -> text);
    var out = replay.<String>hears("lines/outbox");
    long begun = axon.clock().nanoTime();
    var sink =
        Component.<String, Object>of(
            "sink",
            (from, to) ->
                from.forEach(it -> all.add(new Said(it, axon.clock().nanoTime() - begun))));
    in.outbox().linkTo(lines.inbox());
    prefix.outbox().linkTo(lines.prefixes);
    lines.outbox().linkTo(out.inbox());
    out.outbox().linkTo(sink.inbox());
    axon.group("graph").activate(in, prefix, lines, out, sink);
    axon.runToEnd();
    assertThat(lines.state()).isEqualTo(Component.State.ENDED);
    return all;
  }

  @Test
  void eachBoxIsSaidAtItsTimeAndWhatComesBackIsCompared() throws IOException {
    BoxReplay replay = BoxReplay.of(log(LOG));
    assertThat(replay(replay, Duration.ZERO))
        .containsExactly(new Said("one", 0), new Said("> two", 1_000_000_000));
    replay.expectSame();
    BoxReplay faster = BoxReplay.of(log(LOG), 10);
    assertThat(replay(faster, Duration.ZERO).getLast()).isEqualTo(new Said("> two", 100_000_000));
    faster.expectSame();
  }

  @Test
  void aGraphThatTakesItsTimeIsSpokenToAtTheRecordedTimesAllTheSame() throws IOException {
    BoxReplay replay = BoxReplay.of(log(LOG));
    assertThat(replay(replay, Duration.ofMillis(600)))
        .containsExactly(new Said("one", 600_000_000), new Said("> two", 1_600_000_000));
    replay.expectSame();
  }

  @Test
  void whatIsOtherwiseIsSaidWithItsBoxAndItsMessage() throws IOException {
    BoxReplay replay = BoxReplay.of(log(LOG.replace("\"one\"", "\"eins\"")));
    replay(replay, Duration.ZERO);
    assertThatThrownBy(replay::expectSame)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("lines/outbox, message 1: expected \"eins\", came \"one\"");
    BoxReplay longer = BoxReplay.of(log(LOG + "4000000000\tlines/outbox\ttext\t\"three\"\n"));
    replay(longer, Duration.ZERO);
    assertThatThrownBy(longer::expectSame)
        .hasMessageContaining("message 3: expected \"three\", came no more");
  }

  @Test
  void ofBytesThePiecesDoNotMatter() throws IOException {
    Path file =
        log(BoxLog.HEAD + "\n1\ta\tbytes\t\"hel\"\n2\ta\tbytes\t\"lo\"\n3\tb\tbytes\t\"hello\"\n");
    for (boolean right : new boolean[] {true, false}) {
      BoxReplay replay = BoxReplay.of(file);
      SteppedAxon axon = new SteppedAxon(1);
      var in = replay.says("a");
      var out = replay.<ByteBuffer>hears("b");
      var between =
          Component.<ByteBuffer, ByteBuffer>of(
              "between",
              (from, to) -> {
                from.forEach(to::send);
                if (!right) {
                  to.send(ByteBuffer.wrap(new byte[] {'!'}));
                }
              });
      in.outbox().linkTo(between.inbox());
      between.outbox().linkTo(out.inbox());
      axon.group("graph").activate(in, between, out);
      axon.runToEnd();
      if (right) {
        replay.expectSame();
      } else {
        assertThatThrownBy(replay::expectSame)
            .hasMessageContaining("b: expected 5 bytes, came 6 bytes")
            .hasMessageContaining("the end expected, 21 seen");
      }
    }
  }

  @Test
  void whatIsNotInTheLogIsSaidWithWhatIs() throws IOException {
    BoxReplay replay = BoxReplay.of(log(LOG));
    assertThatThrownBy(() -> replay.says("lines"))
        .hasMessageContaining("boxes.log has no box lines, but [lines/inbox, lines/outbox,");
    assertThatThrownBy(() -> replay.says("lines/prefix")).hasMessageContaining("which is text");
    replay.hears("upper/outbox");
    assertThatThrownBy(() -> replay.hears("upper/outbox")).hasMessageContaining("already");
    assertThatThrownBy(() -> BoxReplay.of(log(LOG), 0)).hasMessageContaining("0");
  }
}
