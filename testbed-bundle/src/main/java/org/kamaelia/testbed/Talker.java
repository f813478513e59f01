package org.kamaelia.testbed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/**
 * One side of a connection: says one speech and checks the other, in pieces and with pauses that
 * chance decides. Each byte of a speech tells where it belongs, so nothing is lost, doubled or out
 * of order without being seen.
 */
final class Talker extends Device<Object, Object> implements Ready {
  /**
   * What is said in one direction.
   *
   * @param key makes it different from others
   * @param length in bytes
   */
  record Speech(int key, int length) {
    byte at(int index) {
      int mixed = (index + key) * 0x9E3779B9;
      return (byte) (mixed ^ mixed >>> 16);
    }
  }

  private final Loop loop;
  private final Stream stream;
  private final Speech said;
  private final Speech heard;
  private final SplittableRandom random;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private boolean attached;
  private boolean connected;
  private boolean readable;
  private boolean writable = true;
  private boolean deaf;
  private boolean heardAll;
  private boolean saidAll;
  private int saidSoFar;
  private int heardSoFar;
  private long pauseEnds;

  Talker(Loop loop, Stream stream, Speech said, Speech heard, SplittableRandom random) {
    this.loop = loop;
    this.stream = stream;
    this.said = said;
    this.heard = heard;
    this.random = random;
  }

  /** Begins to talk. Any thread. */
  void begin() {
    loop.group("").activate(this);
  }

  /** When all was said and heard; or what went wrong. */
  CompletableFuture<Void> over() {
    return over;
  }

  @Override
  public void ready(boolean nowReadable, boolean nowWritable) {
    readable |= nowReadable;
    writable |= nowWritable;
    dispatch();
  }

  @Override
  protected void turn() {
    try {
      converse();
    } catch (IOException | AssertionError e) {
      over.completeExceptionally(
          new AssertionError(
              "%d of %s said, %d of %s heard: %s".formatted(saidSoFar, said, heardSoFar, heard, e),
              e));
      stream.close();
      end();
    }
  }

  private void converse() throws IOException {
    if (!attached) {
      attached = true;
      stream.attach(loop, this);
    }
    if (!connected) {
      connected = stream.isConnected();
      if (!connected) {
        return;
      }
      wake();
      writable = true;
    }
    if (deaf) {
      if (clock().nanoTime() >= pauseEnds) {
        deaf = false;
        updateInterest();
      }
    } else if (readable && !heardAll) {
      readable = false;
      hear();
    }
    if (writable && !saidAll) {
      say();
    }
    if (heardAll && saidAll) {
      stream.close();
      over.complete(null);
      end();
    }
  }

  private void hear() throws IOException {
    ByteBuffer bytes = stream.read(random.nextInt(1, 20_000));
    if (bytes == null) {
      heardAll = true;
      check(heardSoFar == heard.length(), "the end comes too early");
    } else {
      while (bytes.hasRemaining()) {
        check(heardSoFar < heard.length(), "there is more than was said");
        check(bytes.get() == heard.at(heardSoFar), "this is not what was said");
        heardSoFar++;
      }
      if (random.nextInt(8) == 0) {
        Duration pause = Duration.ofNanos(random.nextInt(1_000_000));
        deaf = true;
        pauseEnds = clock().nanoTime() + pause.toNanos();
        wakeAfter(pause);
      }
    }
    updateInterest();
  }

  private void say() throws IOException {
    int count = Math.min(random.nextInt(1, 20_000), said.length() - saidSoFar);
    ByteBuffer out = random.nextBoolean() ? ByteBuffer.allocate(count) : scratch(count);
    while (out.hasRemaining()) {
      out.put(said.at(saidSoFar + out.position()));
    }
    int written = stream.write(out.flip());
    check(written == out.position(), "the buffer was moved by another number");
    saidSoFar += written;
    if (saidSoFar == said.length()) {
      saidAll = true;
      stream.endOutput();
    } else if (out.hasRemaining()) {
      writable = false;
    } else {
      wake();
    }
    updateInterest();
  }

  private ByteBuffer scratch(int count) {
    ByteBuffer scratch = stream.scratch().clear();
    return scratch.limit(Math.min(count, scratch.capacity()));
  }

  private void updateInterest() {
    stream.interest(!deaf && !heardAll, !writable && !saidAll);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
