package org.kamaelia.testbed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.record.Dump;

/**
 * One side of a connection, for a test's thread: does on the loop what is asked, and waits for it.
 * It is told of nothing unless that is awaited.
 */
final class StreamEnd implements Ready {
  /** What was told. */
  record Told(boolean readable, boolean writable) {}

  final Loop loop;
  final Stream stream;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();

  // The loop's alone.
  private boolean there;
  private int tellings;
  private @Nullable CompletableFuture<Told> awaited;

  private StreamEnd(Loop loop, Stream stream) {
    this.loop = loop;
    this.stream = stream;
  }

  /** Attaches a stream, and waits until its connection is there. */
  static StreamEnd open(Loop loop, Stream stream) throws Exception {
    StreamEnd end = new StreamEnd(loop, stream);
    end.on(
        () -> {
          stream.attach(loop, end);
          end.look();
          return end;
        });
    Loops.get(end.opened);
    return end;
  }

  private void look() {
    try {
      if (stream.isConnected()) {
        there = true;
        stream.interest(false, false);
        opened.complete(null);
      }
    } catch (IOException e) {
      opened.completeExceptionally(e);
      stream.close();
    }
  }

  @Override
  public void ready(boolean readable, boolean writable) {
    if (!there) {
      look();
      return;
    }
    tellings++;
    stream.interest(false, false);
    if (awaited != null) {
      awaited.complete(new Told(readable, writable));
      awaited = null;
    }
  }

  /** Does something on the loop. */
  <T extends @Nullable Object> T on(Callable<T> work) throws Exception {
    return Loops.on(loop, work);
  }

  /** How often something was told since the connection was there. */
  int tellings() throws Exception {
    return on(() -> tellings);
  }

  StreamEnd interest(boolean read, boolean write) throws Exception {
    return on(
        () -> {
          stream.interest(read, write);
          return this;
        });
  }

  /** Waits until something is told of. */
  Told await(boolean read, boolean write) throws Exception {
    CompletableFuture<Told> told = new CompletableFuture<>();
    on(
        () -> {
          awaited = told;
          stream.interest(read, write);
          return told;
        });
    return Loops.get(told);
  }

  /** Reads once; null at the end. */
  byte @Nullable [] read(int most) throws Exception {
    return on(
        () -> {
          ByteBuffer bytes = stream.read(most);
          return bytes == null ? null : bytes(bytes);
        });
  }

  /** Reads once what is not the end. */
  byte[] readSome(int most) throws Exception {
    byte[] some = read(most);
    if (some == null) {
      throw new AssertionError("the end came too early");
    }
    return some;
  }

  /** Reads so many bytes, or to the end. */
  byte[] take(int count) throws Exception {
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    while (taken.size() < count) {
      byte[] bytes = read(Math.min(count - taken.size(), 16 << 10));
      if (bytes == null) {
        break;
      }
      taken.writeBytes(bytes);
      if (bytes.length == 0) {
        await(true, false);
      }
    }
    return taken.toByteArray();
  }

  byte[] takeAll() throws Exception {
    return take(Integer.MAX_VALUE);
  }

  /** Waits for the end, which must come next. */
  void expectEnd() throws Exception {
    byte[] more = take(1);
    if (more.length > 0 || read(1) != null) {
      throw new AssertionError("instead of the end came " + Dump.text(more));
    }
  }

  /** Writes once; how many bytes were taken. */
  int write(byte[] bytes) throws Exception {
    return on(() -> stream.write(ByteBuffer.wrap(bytes)));
  }

  /** Writes them all. */
  StreamEnd send(byte... bytes) throws Exception {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (true) {
      on(() -> stream.write(rest));
      if (!rest.hasRemaining()) {
        return this;
      }
      await(false, true);
    }
  }

  StreamEnd endOutput() throws Exception {
    return on(
        () -> {
          stream.endOutput();
          return this;
        });
  }

  StreamEnd close() throws Exception {
    return on(
        () -> {
          stream.close();
          return this;
        });
  }

  StreamEnd abort() throws Exception {
    return on(
        () -> {
          stream.abort();
          return this;
        });
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
