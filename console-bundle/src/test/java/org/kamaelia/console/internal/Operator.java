package org.kamaelia.console.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The other side of the console's socket. */
final class Operator implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What a command line came to. */
  record Answer(int code, String out, String err) {}

  private final Wire wire;
  private final StringBuffer screen = new StringBuffer();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  Operator(Path socket) throws IOException {
    this(socket, true);
  }

  private Operator(Path socket, boolean reads) throws IOException {
    wire = new Wire(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    if (reads) {
      Thread.ofVirtual().start(this::read);
    }
  }

  /** One that takes nothing. */
  static Operator deaf(Path socket) throws IOException {
    return new Operator(socket, false);
  }

  /** Runs one command line. */
  static Answer run(Path socket, String line) throws Exception {
    try (Operator operator = new Operator(socket)) {
      operator.send('r', line);
      int code = operator.exitCode();
      return new Answer(code, operator.screen(), operator.errors.toString(StandardCharsets.UTF_8));
    }
  }

  void send(char type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    wire.write(type, bytes, 0, bytes.length);
  }

  /** Waits until the screen, from a place on, shows a text; without what steers the terminal. */
  int expect(String text, int from) throws Exception {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    synchronized (screen) {
      while (screen().indexOf(text, from) < 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(patience - System.nanoTime());
        if (left <= 0 || exit.isDone()) {
          throw new AssertionError(
              "no \"%s\" after %s in %s:\n%s".formatted(text, from, exit, screen()));
        }
        screen.wait(left);
      }
      return screen().indexOf(text, from) + text.length();
    }
  }

  /** Waits until a text was said to the error stream. */
  void expectError(String text) throws Exception {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    synchronized (screen) {
      while (!errors.toString(StandardCharsets.UTF_8).contains(text)) {
        long left = TimeUnit.NANOSECONDS.toMillis(patience - System.nanoTime());
        if (left <= 0 || exit.isDone()) {
          throw new AssertionError("no \"%s\" in %s: %s".formatted(text, exit, errors));
        }
        screen.wait(left);
      }
    }
  }

  String errors() {
    return errors.toString(StandardCharsets.UTF_8);
  }

  String screen() {
    return screen.toString().replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]|\u001b[=>]|\r", "");
  }

  int exitCode() throws Exception {
    return exit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }

  private void read() {
    try {
      for (Wire.Frame frame = wire.read(); frame != null; frame = wire.read()) {
        synchronized (screen) {
          switch (frame.type()) {
            case 'o' -> screen.append(frame.text());
            case 'e' -> errors.writeBytes(frame.payload());
            case 'x' -> exit.complete((int) frame.payload()[0]);
            default -> throw new IOException("type " + frame.type());
          }
          screen.notifyAll();
        }
      }
      ended(new IOException("closed without x"));
    } catch (IOException e) {
      ended(e);
    }
  }

  private void ended(IOException why) {
    synchronized (screen) {
      exit.completeExceptionally(why);
      screen.notifyAll();
    }
  }
}
