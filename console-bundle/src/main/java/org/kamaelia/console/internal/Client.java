package org.kamaelia.console.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.kamaelia.console.Conversation;

/** One client of the console's socket: a thread holds the conversation, another one reads. */
final class Client {
  /** The exit code of a conversation that did not come to its end. */
  private static final int FAILED = 1;

  /** The exit code where the client broke the rules. */
  private static final byte BROKEN = 2;

  private static final Logger LOG = System.getLogger("org.kamaelia.console");

  private final Wire wire;
  private final Sessions sessions;
  private Speaker speaker;
  private volatile @Nullable Conversation conversation;
  private volatile @Nullable String broken;

  /**
   * A client.
   *
   * @param who whose it is, for the audit log
   */
  Client(Wire wire, Sessions sessions, String who) {
    this.wire = wire;
    this.sessions = sessions;
    this.speaker = new Speaker(who, null);
  }

  /**
   * Reads what the client wants, and does that to its end.
   *
   * @param room whether there is room for one more
   */
  void talk(boolean room) {
    try (wire) {
      byte code;
      try {
        Wire.Frame first = wire.read();
        if (first != null && first.type() == 'd') {
          speaker = new Speaker(speaker.who(), folder(first.text()));
          first = wire.read();
        }
        if (first == null) {
          return;
        }
        code = room ? hold(open(first)) : refuse(ConsoleSocket.SESSIONS + " sessions are open");
      } catch (IOException e) {
        code = refuse(String.valueOf(e.getMessage()));
      }
      wire.write('x', new byte[] {code}, 0, 1);
    } catch (IOException e) {
      // most often it is gone before it was answered
      LOG.log(Level.DEBUG, speaker.who(), e);
    } finally {
      cut();
    }
  }

  /** The server stops: leaves the prompt, but lets a command come to its end. */
  void leave() {
    Conversation now = conversation;
    if (now == null) {
      wire.close();
    } else {
      now.leave();
    }
  }

  /** Ends it now. */
  void cut() {
    // first, for it may be waiting for the client to read
    wire.close();
    Conversation now = conversation;
    if (now != null) {
      now.cut();
    }
  }

  private Conversation open(Wire.Frame first) throws IOException {
    return switch (first.type()) {
      case 'r' -> sessions.run(first.text(), speaker, wire.output('o'), wire.output('e'));
      case 't' -> terminal(first.text());
      default -> throw new IOException("a first frame of type %s".formatted(first.type()));
    };
  }

  /**
   * Opens a terminal.
   *
   * @param request {@code TERM COLUMNS ROWS LOG}
   */
  private Conversation terminal(String request) throws IOException {
    String[] words = request.split(" ", -1);
    if (words.length != 4) {
      throw new IOException("t with %s instead of TERM COLUMNS ROWS LOG".formatted(request));
    }
    return sessions.open(
        words[0],
        number(words[1]),
        number(words[2]),
        speaker,
        wire.output('o'),
        words[3].equals("log"));
  }

  private byte hold(Conversation opened) throws IOException {
    conversation = opened;
    Thread.ofVirtual().name(Thread.currentThread().getName() + " reads").start(() -> hear(opened));
    int code = FAILED;
    try {
      code = opened.hold();
    } catch (Exception e) {
      // cut short, most often
      LOG.log(Level.DEBUG, speaker.who(), e);
    }
    String reason = broken;
    return reason == null ? (byte) code : refuse(reason);
  }

  private void hear(Conversation now) {
    try {
      for (Wire.Frame frame = wire.read(); frame != null; frame = wire.read()) {
        switch (frame.type()) {
          case 'i' -> now.input(frame.payload());
          case 'w' -> resize(now, frame.text());
          default -> throw new IOException("a frame of type " + frame.type());
        }
      }
    } catch (IOException e) {
      broken = String.valueOf(e.getMessage());
    }
    now.cut();
  }

  private static void resize(Conversation now, String size) throws IOException {
    String[] words = size.split(" ", -1);
    if (words.length != 2) {
      throw new IOException("w with %s instead of COLUMNS ROWS".formatted(size));
    }
    now.resize(number(words[0]), number(words[1]));
  }

  private static Path folder(String name) throws IOException {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new IOException("d with what is no path");
    }
  }

  private static int number(String digits) throws IOException {
    if (!digits.matches("[0-9]{1,4}")) {
      throw new IOException("a window of " + digits);
    }
    return Integer.parseInt(digits);
  }

  private byte refuse(String reason) throws IOException {
    byte[] message = (Text.clean(reason) + "\n").getBytes(StandardCharsets.UTF_8);
    wire.write('e', message, 0, message.length);
    return BROKEN;
  }
}
