package org.kamaelia.record;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.kamaelia.axon.Clock;
import org.kamaelia.axon.Transformer;
import org.kamaelia.net.Tap;
import org.kamaelia.net.Tapped;

/**
 * A log of the messages that pass boxes, as text that explains itself: a line for each, with the
 * time in nanoseconds since 1970-01-01T00:00Z, the box, what it is, and the message, with tabs
 * between.
 *
 * <pre>
 * # kamaelia box log 1
 * 1790000000123456789	inbox	bytes	"hello\r\n"
 * 1790000000123459000	outbox	bytes	"hello\r\n"
 * 1790000000123460000	inbox	end
 * </pre>
 *
 * <p>Bytes are in quotes, with {@code \r}, {@code \n}, {@code \"}, {@code \\}, and {@code \xHH} for
 * what is not printable; any other message is there as {@code text}, as it describes itself, in the
 * same form as UTF-8. What is in {@code inbox} came from the peer; what is in {@code outbox} is for
 * it. Those two can be replayed as a conversation, all boxes by a {@link BoxReplay}.
 *
 * <p>Threading: what it makes may be used on several loops at once; who writes waits for the file.
 */
public final class BoxLog implements Closeable {
  /** The first line. */
  static final String HEAD = "# kamaelia box log 1";

  /** The longest line that is read. */
  private static final int LONGEST = 16 << 20;

  private final Writer out;

  /**
   * Begins a log.
   *
   * @param out gets it; closed with this
   */
  public BoxLog(Writer out) throws IOException {
    this.out = out;
    out.write(HEAD + "\n");
  }

  /**
   * A component that is put between two boxes, and logs what passes.
   *
   * @param box the name under which it is logged, such as {@code inbox}
   * @param clock whose time it is
   */
  public <M> Transformer<M, M> between(String box, Clock clock) {
    UnaryOperator<M> log =
        message -> {
          log(nanos(clock.instant()), box, message);
          return message;
        };
    return Transformer.of("log " + box, log);
  }

  /**
   * A tap that logs what a protocol gets as {@code inbox}, and what it sends as {@code outbox}; of
   * one connection, as the log does not tell one from another.
   */
  public Tap tap() {
    return event -> {
      switch (event) {
        case Tapped.Received it -> log(it.time(), "inbox", it.bytes());
        case Tapped.Sent it -> log(it.time(), "outbox", it.bytes());
        case Tapped.Passed it -> log(it.time(), it.received() ? "inbox" : "outbox", it.bytes());
        case Tapped.InputEnded it -> line(it.time(), "inbox", "end", "");
        case Tapped.OutputEnded it -> line(it.time(), "outbox", "end", "");
        case Tapped.Began it -> {
          // What is said is what counts.
        }
        case Tapped.Ended it -> {
          // The same.
        }
      }
    };
  }

  private void log(long time, String box, Object message) {
    Entry entry = Entry.of(time, box, message);
    line(time, box, entry.kind, entry.toString());
  }

  private synchronized void line(long time, String box, String kind, String value) {
    try {
      out.write(time + "\t" + box + "\t" + kind + (value.isEmpty() ? "" : "\t" + value) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000 + time.getNano();
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }

  /**
   * A line of a log.
   *
   * @param time in nanoseconds since 1970-01-01T00:00Z
   * @param kind bytes, text, or end
   * @param bytes the message, text as UTF-8; none for an end
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares entries
  record Entry(long time, String box, String kind, byte[] bytes) {
    static Entry of(long time, String box, Object message) {
      if (message instanceof ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return new Entry(time, box, "bytes", bytes);
      }
      byte[] text = String.valueOf(message).getBytes(StandardCharsets.UTF_8);
      return new Entry(time, box, "text", text);
    }

    boolean isBytes() {
      return kind.equals("bytes");
    }

    boolean isEnd() {
      return kind.equals("end");
    }

    @Override
    public String toString() {
      return Dump.text(bytes);
    }
  }

  /** Reads what was in the two boxes. */
  static Dialogue read(Path file) throws IOException {
    List<Dialogue.Part> parts = new ArrayList<>();
    for (Entry each : entries(file)) {
      boolean in = each.box.equals("inbox");
      // text cannot be sent again
      if ((in || each.box.equals("outbox")) && (each.isBytes() || each.isEnd())) {
        parts.add(
            new Dialogue.Part(
                each.time,
                in ? Direction.IN : Direction.OUT,
                each.isEnd() ? Dialogue.What.END : Dialogue.What.SEND,
                each.bytes));
      }
    }
    return new Dialogue(String.valueOf(file.getFileName()), false, parts);
  }

  /** Reads what was in all boxes. */
  static List<Entry> entries(Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    long at = 0;
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.length() > LONGEST) {
          throw new CaptureException("a line is too long", at);
        }
        if (!line.startsWith("#") && !line.isEmpty()) {
          entries.add(entry(line, at));
        }
        at += line.length() + 1;
      }
    } catch (CharacterCodingException e) {
      throw new CaptureException("there is something else than ASCII", at);
    }
    return entries;
  }

  private static Entry entry(String line, long at) throws IOException {
    String[] fields = line.split("\t", -1);
    if (fields.length < 3 || !fields[0].matches("[0-9]{1,18}|[0-9]{19}")) {
      throw new CaptureException("a line is not: time, box, kind, message", at);
    }
    long time;
    try {
      time = Long.parseLong(fields[0]);
    } catch (NumberFormatException e) {
      throw new CaptureException("a time is too large", at);
    }
    byte[] bytes =
        switch (fields[2]) {
          case "end" -> new byte[0];
          case "bytes", "text" -> {
            if (fields.length != 4) {
              throw new CaptureException("a line has no message", at);
            }
            yield bytes(fields[3], at);
          }
          default ->
              throw new CaptureException("there is bytes, text and end, not " + fields[2], at);
        };
    return new Entry(time, fields[1], fields[2], bytes);
  }

  private static byte[] bytes(String text, long at) throws CaptureException {
    if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      throw new CaptureException("bytes are not in quotes", at);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int end = text.length() - 1;
    int i = 1;
    while (i < end) {
      char c = text.charAt(i);
      char escaped = c != '\\' ? c : i + 1 < end ? text.charAt(i + 1) : ' ';
      i += c == '\\' ? 2 : 1;
      if (c != '\\') {
        bytes.write(c);
      } else if (escaped == 'x') {
        bytes.write(twoDigits(text, i, end, at));
        i += 2;
      } else {
        bytes.write(
            switch (escaped) {
              case 'r' -> '\r';
              case 'n' -> '\n';
              case '"', '\\' -> escaped;
              default -> throw new CaptureException("\\%c means nothing".formatted(escaped), at);
            });
      }
    }
    return bytes.toByteArray();
  }

  private static int twoDigits(String text, int from, int end, long at) throws CaptureException {
    String hex = from + 2 <= end ? text.substring(from, from + 2) : "";
    if (!hex.matches("[0-9a-f]{2}")) {
      throw new CaptureException("\\x is not followed by two digits", at);
    }
    return Integer.parseInt(hex, 16);
  }
}
