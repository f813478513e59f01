package org.kamaelia.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Transformer;

/**
 * Replays a {@link BoxLog} into any linked components: what passed some of its boxes is said again,
 * and what passes others is compared with what passed then.
 *
 * {@snippet :
 * BoxReplay replay = BoxReplay.of(Path.of("boxes.log"));
 * replay.says("inbox").outbox().linkTo(graph.inbox());
 * graph.outbox().linkTo(replay.hears("outbox").inbox());
 * }
 *
 * <p>It is for one run. Threading: what it makes may be on several loops; {@link #expectSame} is
 * for when all has ended.
 */
public final class BoxReplay {
  private final String name;
  private final List<BoxLog.Entry> entries;
  private final double speed;
  private final Map<String, List<BoxLog.Entry>> heard = new LinkedHashMap<>();

  private BoxReplay(String name, List<BoxLog.Entry> entries, double speed) {
    if (!(speed > 0)) {
      throw new IllegalArgumentException("the speed must be more than 0, not " + speed);
    }
    this.name = name;
    this.entries = entries;
    this.speed = speed;
  }

  /**
   * Of a box log, at the recorded times.
   *
   * @throws CaptureException if it is none
   */
  public static BoxReplay of(Path file) throws IOException {
    return of(file, 1);
  }

  /**
   * Of a box log.
   *
   * @param speed how much faster than recorded, by the clock of where it is said; infinity leaves
   *     no time between
   * @throws CaptureException if it is none
   */
  public static BoxReplay of(Path file, double speed) throws IOException {
    return new BoxReplay(String.valueOf(file.getFileName()), BoxLog.entries(file), speed);
  }

  /**
   * A component that sends the bytes that passed a box; see {@link #says(String, Function)}.
   *
   * @throws IllegalArgumentException if something else passed it, or the log has no such box
   */
  public Component<Object, ByteBuffer> says(String box) {
    for (BoxLog.Entry each : passed(box)) {
      if (!each.isBytes() && !each.isEnd()) {
        throw new IllegalArgumentException(
            "%s had %s, which is text: say how it is read".formatted(box, each));
      }
    }
    return source(box, entry -> ByteBuffer.wrap(entry.bytes().clone()));
  }

  /**
   * A component that sends what passed a box, as long after it is started as it was after the
   * beginning of the log. It ends when the log says so, or with it.
   *
   * @param read makes a message of its text
   * @throws IllegalArgumentException if the log has no such box
   */
  public <M> Component<Object, M> says(String box, Function<String, M> read) {
    return source(box, entry -> read.apply(new String(entry.bytes(), StandardCharsets.UTF_8)));
  }

  private <M> Component<Object, M> source(String box, Function<BoxLog.Entry, M> message) {
    List<BoxLog.Entry> parts = passed(box);
    return new Component<>() {
      @Override
      protected void run() {
        long begun = clock().nanoTime();
        for (BoxLog.Entry part : parts) {
          await(begun, part);
          if (part.isEnd()) {
            return;
          }
          outbox.send(message.apply(part));
        }
        await(begun, entries.getLast());
      }

      private void await(long begun, BoxLog.Entry part) {
        double after = (part.time() - entries.getFirst().time()) / speed;
        long wait = begun + Math.round(after) - clock().nanoTime();
        if (wait > 0) {
          clock().sleep(Duration.ofNanos(wait));
        }
      }

      @Override
      protected String kind() {
        return "replay " + box;
      }
    };
  }

  /**
   * A component that is put where the box was logged, behind or before a box, and passes on what
   * comes.
   *
   * @throws IllegalArgumentException if the log has no such box
   */
  public <M> Transformer<M, M> hears(String box) {
    passed(box);
    List<BoxLog.Entry> seen = new ArrayList<>();
    synchronized (heard) {
      if (heard.putIfAbsent(box, seen) != null) {
        throw new IllegalArgumentException(box + " is heard already");
      }
    }
    return Transformer.of(
        "replay " + box,
        message -> {
          synchronized (heard) {
            seen.add(BoxLog.Entry.of(0, box, message));
          }
          return message;
        });
  }

  private List<BoxLog.Entry> passed(String box) {
    List<BoxLog.Entry> passed = entries.stream().filter(it -> it.box().equals(box)).toList();
    if (passed.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no box %s, but %s"
              .formatted(name, box, entries.stream().map(BoxLog.Entry::box).distinct().toList()));
    }
    return passed;
  }

  /**
   * Expects that what was heard is what passed then: of bytes all, whatever the pieces; of other
   * messages each.
   *
   * @throws AssertionError if not; it names each box that is otherwise, and where it is
   */
  public void expectSame() {
    StringBuilder differences = new StringBuilder();
    synchronized (heard) {
      heard.forEach((box, seen) -> differences.append(difference(box, seen)));
    }
    if (!differences.isEmpty()) {
      throw new AssertionError(Replay.OTHERWISE + ":" + differences);
    }
  }

  private String difference(String box, List<BoxLog.Entry> seen) {
    List<BoxLog.Entry> expected = passed(box).stream().filter(it -> !it.isEnd()).toList();
    if (expected.stream().allMatch(BoxLog.Entry::isBytes)
        && seen.stream().allMatch(BoxLog.Entry::isBytes)) {
      byte[] then = whole(expected);
      byte[] now = whole(seen);
      return Arrays.equals(then, now)
          ? ""
          : "%n%s: expected %s, came %s%n%s"
              .formatted(
                  box,
                  Dump.count(then.length, "byte"),
                  Dump.count(now.length, "byte"),
                  Dump.difference(then, now));
    }
    for (int i = 0; i < Math.max(expected.size(), seen.size()); i++) {
      String then = i < expected.size() ? expected.get(i) + "" : "no more";
      String now = i < seen.size() ? seen.get(i) + "" : "no more";
      if (!then.equals(now)) {
        return "%n%s, message %d: expected %s, came %s".formatted(box, i + 1, then, now);
      }
    }
    return "";
  }

  private static byte[] whole(List<BoxLog.Entry> entries) {
    var all = new ByteArrayOutputStream();
    entries.forEach(each -> all.writeBytes(each.bytes()));
    return all.toByteArray();
  }
}
