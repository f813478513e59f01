package org.kamaelia.launcher;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The console's socket, at the client's end. Frames go both ways: a byte that says what it is, the
 * length in 4 bytes, the payload.
 *
 * <p>Threading: one thread reads; any may write, or close.
 */
final class ConsoleClient implements Closeable {

  /** The longest payload of a frame, in bytes. */
  private static final int LONGEST = 1 << 20;

  private final SocketChannel channel;
  private final DataInputStream in;
  private final DataOutputStream out;

  private ConsoleClient(SocketChannel channel) {
    this.channel = channel;
    this.in = new DataInputStream(Channels.newInputStream(channel));
    this.out = new DataOutputStream(Channels.newOutputStream(channel));
  }

  static ConsoleClient connect(Path socket) throws IOException {
    return new ConsoleClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  /**
   * Runs one command line, within a time.
   *
   * @return its exit code
   */
  static int run(Path socket, String line, Duration within, OutputStream out, OutputStream err)
      throws IOException {
    try (ConsoleClient client = connect(socket)) {
      CompletableFuture.delayedExecutor(within.toMillis(), TimeUnit.MILLISECONDS)
          .execute(client::close);
      return client.run(line, out, err);
    } catch (AsynchronousCloseException e) {
      throw new IOException("no answer within " + within.toSeconds() + " s", e);
    }
  }

  /** Says first where the user is: files are named from there. */
  void from(Path folder) throws IOException {
    send('d', folder.toAbsolutePath().toString());
  }

  /**
   * Runs one command line. The connection is then used up.
   *
   * @return its exit code
   */
  int run(String line, OutputStream output, OutputStream errors) throws IOException {
    send('r', line);
    return copy(output, errors);
  }

  /** Opens a session for a terminal of a type, as TERM names it. */
  void openTerminal(String type, int columns, int rows, boolean log) throws IOException {
    send('t', "%s %d %d %s".formatted(type, columns, rows, log ? "log" : "-"));
  }

  /** Sends what was typed. */
  void input(byte[] bytes, int length) throws IOException {
    send('i', bytes, length);
  }

  /** Says that the terminal has another size. */
  void resize(int columns, int rows) throws IOException {
    send('w', columns + " " + rows);
  }

  /**
   * Copies what the server sends until it is done.
   *
   * @return the exit code that it sends then
   * @throws EOFException if the server goes away before
   */
  int copy(OutputStream output, OutputStream errors) throws IOException {
    while (true) {
      int type = in.readUnsignedByte();
      int length = in.readInt();
      if (length < 0 || length > LONGEST) {
        throw new IOException("the console sent a frame of %d bytes".formatted(length));
      }
      byte[] payload = in.readNBytes(length);
      if (payload.length < length) {
        throw new EOFException();
      }
      switch (type) {
        case 'o' -> write(payload, output);
        case 'e' -> write(payload, errors);
        case 'x' -> {
          return length == 1 ? payload[0] & 0xff : 1;
        }
        default -> throw new IOException("the console sent a frame of type %d".formatted(type));
      }
    }
  }

  private static void write(byte[] bytes, OutputStream out) throws IOException {
    out.write(bytes);
    out.flush();
  }

  private void send(char type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    send(type, bytes, bytes.length);
  }

  private synchronized void send(char type, byte[] payload, int length) throws IOException {
    if (length > LONGEST) {
      throw new IOException(
          "%d bytes are too many for the console, which takes %d".formatted(length, LONGEST));
    }
    out.writeByte(type);
    out.writeInt(length);
    out.write(payload, 0, length);
  }

  /** Ends the connection; whoever reads or writes gets an exception. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // it is of no more use in any case
    }
  }
}
