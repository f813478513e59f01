package org.kamaelia.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Says again what a peer has said, and compares what is answered with what was answered then.
 *
 * {@snippet :
 * try (var peer = ProtocolTester.of(new Echo())) {
 *   Replay.of(Path.of("surprise.pcapng")).into(peer);
 * }
 * }
 *
 * <p>Of a stream all bytes are compared, whatever the pieces in which they come. How long an answer
 * takes is not: what the peer said when it had an answer, it says when it has that again.
 *
 * <p>Threading: the caller's thread.
 */
public final class Replay {
  static final String OTHERWISE = "the replay was answered otherwise";

  private final Dialogue dialogue;

  private Replay(Dialogue dialogue) {
    this.dialogue = dialogue;
  }

  /**
   * Of a file with one conversation: a capture or a {@link BoxLog}.
   *
   * @throws IOException if there are several; {@link Dialogue#read} gives them
   */
  public static Replay of(Path file) throws IOException {
    List<Dialogue> all = Dialogue.read(file);
    if (all.size() != 1) {
      throw new IOException(
          "%s has %s, and one is needed%s"
              .formatted(
                  file,
                  Dump.count(all.size(), "conversation"),
                  all.isEmpty()
                      ? ""
                      : ": "
                          + String.join(
                              ", ", all.stream().map(Dialogue::name).limit(20).toList())));
    }
    return of(all.getFirst());
  }

  /** Of a conversation. */
  public static Replay of(Dialogue dialogue) {
    return new Replay(dialogue);
  }

  /** Where a conversation is replayed in virtual time, such as into one component. */
  public interface Stage {
    /** The peer sends. */
    Stage send(byte[] bytes);

    /** The peer ends its side. */
    Stage end();

    /** The peer resets the connection. */
    Stage reset();

    /** Time passes. */
    Stage advance(Duration time);

    /** What has come for the peer and was not taken before. */
    byte[] take();

    /** The error to throw if something is otherwise; who knows more of the conversation adds it. */
    default AssertionError failed(String what) {
      return new AssertionError(what);
    }
  }

  /**
   * Replays it there, at the recorded times.
   *
   * @throws AssertionError if something else is answered, with both and the first byte that differs
   */
  public void into(Stage stage) {
    Answer answer = new Answer(dialogue.sent(Direction.OUT));
    long before = dialogue.parts().isEmpty() ? 0 : dialogue.parts().getFirst().time();
    int number = 0;
    for (Dialogue.Part part : dialogue.parts()) {
      number++;
      if (part.direction() != Direction.IN) {
        answer.due(part.bytes().length);
        continue;
      }
      if (part.time() > before) {
        stage.advance(Duration.ofNanos(part.time() - before));
        before = part.time();
      }
      switch (part.what()) {
        case SEND -> stage.send(part.bytes());
        case END -> stage.end();
        case RESET -> stage.reset();
      }
      drain(stage, answer);
      check(stage, answer.difference(false), " after part %d, %s".formatted(number, text(part)));
    }
    long end = dialogue.parts().isEmpty() ? 0 : dialogue.parts().getLast().time();
    if (end > before) {
      stage.advance(Duration.ofNanos(end - before));
    }
    drain(stage, answer);
    check(stage, answer.difference(true), "");
  }

  private static void check(Stage stage, String difference, String when) {
    if (!difference.isEmpty()) {
      throw stage.failed(OTHERWISE + when + ": " + difference);
    }
  }

  private static void drain(Stage stage, Answer answer) {
    for (byte[] more = stage.take(); more.length > 0; more = stage.take()) {
      answer.came(more);
    }
  }

  private static String text(Dialogue.Part part) {
    return switch (part.what()) {
      case SEND ->
          Dump.text(Arrays.copyOf(part.bytes(), Math.min(part.bytes().length, 60)))
              + (part.bytes().length > 60 ? "..." : "");
      case END -> "the peer's end";
      case RESET -> "the peer's reset";
    };
  }

  /**
   * Replays it to somebody who listens, over TCP, or UDP if it was that.
   *
   * @param speed how much faster than recorded; infinity leaves no time between
   * @return what came of it, whether it is the same or not
   * @throws IOException if nobody listens
   */
  public Replayed to(InetSocketAddress address, double speed) throws IOException {
    if (!(speed > 0)) {
      throw new IllegalArgumentException("the speed must be more than 0, not " + speed);
    }
    return new LiveReplay(dialogue, address, speed).run();
  }

  /** What was answered, and what should have been. */
  static final class Answer {
    private final byte[] expected;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private int due;

    Answer(byte[] expected) {
      this.expected = expected;
    }

    void due(int more) {
      due += more;
    }

    int due() {
      return due;
    }

    void came(byte[] bytes) {
      seen.writeBytes(bytes);
    }

    int size() {
      return seen.size();
    }

    /** What differs so far; empty if nothing does. */
    String difference(boolean whole) {
      byte[] came = seen.toByteArray();
      byte[] first =
          whole ? expected : Arrays.copyOf(expected, Math.min(expected.length, came.length));
      return Arrays.equals(first, came)
          ? ""
          : "expected %s, came %s%n%s"
              .formatted(
                  Dump.count(expected.length, "byte"),
                  Dump.count(came.length, "byte"),
                  Dump.difference(expected, came));
    }
  }
}
