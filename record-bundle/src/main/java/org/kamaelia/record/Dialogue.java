package org.kamaelia.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A conversation that was recorded: what its peer sent, what was answered, and when.
 *
 * @param name what it was, such as the two addresses
 * @param datagrams whether each part is a datagram, or they are pieces of a stream
 * @param parts what happened, by time
 */
public record Dialogue(String name, boolean datagrams, List<Part> parts) {

  /** Copies the list. */
  public Dialogue {
    parts = List.copyOf(parts);
  }

  /**
   * Something that one side did.
   *
   * @param time when, in nanoseconds since 1970-01-01T00:00Z
   * @param direction {@link Direction#IN} if the peer did it; else {@link Direction#OUT}
   * @param what what it did
   * @param bytes what it sent; none if it ended. The record's own, not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares parts
  public record Part(long time, Direction direction, What what, byte[] bytes) {}

  /** What a side does. */
  public enum What {
    /** It sends. */
    SEND,
    /** It ends its direction. */
    END,
    /** It resets the connection. */
    RESET
  }

  /**
   * The conversations in a file, in the order in which they began. A capture may be anybody's: of
   * TCP and UDP over IPv4 or IPv6, raw or over Ethernet; what is sent twice or comes out of order
   * is put right, and all else is passed over. Or it is a {@link BoxLog}. All of it is held in
   * memory, up to 256 MiB of bytes.
   *
   * @throws CaptureException if the file is neither, or something in a stream is missing
   */
  public static List<Dialogue> read(Path file) throws IOException {
    byte[] start = new byte[BoxLog.HEAD.length()];
    int count;
    try (InputStream in = Files.newInputStream(file)) {
      count = in.readNBytes(start, 0, start.length);
    }
    if (new String(start, 0, count, StandardCharsets.UTF_8).equals(BoxLog.HEAD)) {
      return List.of(BoxLog.read(file));
    }
    try (PcapngReader reader = PcapngReader.open(file)) {
      Dialogues dialogues = new Dialogues();
      for (Packet packet = reader.next(); packet != null; packet = reader.next()) {
        dialogues.add(packet);
      }
      return dialogues.all();
    }
  }

  /** All that one side sent, in one piece. */
  public byte[] sent(Direction direction) {
    var all = new ByteArrayOutputStream();
    parts.stream().filter(it -> it.direction == direction).forEach(it -> all.writeBytes(it.bytes));
    return all.toByteArray();
  }
}
