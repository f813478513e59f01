package org.kamaelia.net.internal.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/** What of a stream with faults is under way both ways, on its loop. */
final class Course implements Ready {
  /** What is read in one go from the stream below. */
  private static final int CHUNK = 64 * 1024;

  /** How long what was written may take after the stream was closed. */
  private static final long AFTERWARDS = Duration.ofMinutes(1).toNanos();

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Stream wire;
  private final Runnable gone;
  private final Loop loop;
  private final Ready hears;
  private final LoopTimeline timeline;
  private final Passage in;
  private final Passage out;

  /** There is a connection. */
  private boolean connected;

  /** Who has the stream has closed it. */
  private boolean closed;

  private boolean wantsRead = true;
  private boolean wantsWrite;

  /** Of what the stream below tells. */
  private boolean hearsRead = true;

  private boolean hearsWrite;

  /** Nothing more comes from the stream below. */
  private boolean inputOver;

  private boolean outputOver;

  /** The stream below had no room. */
  private boolean blocked;

  /** Why there is no connection any more, for who reads and who writes. */
  private @Nullable IOException failure;

  /** The same for who writes alone. */
  private @Nullable IOException broken;

  /** Somebody will be told what is ready. */
  private boolean telling;

  /** The stream below is closed. */
  private boolean over;

  /**
   * @param name of the group of its timer
   * @param random decides
   * @param gone is done when nothing of it is left
   */
  Course(
      Stream wire,
      FaultSpec spec,
      SplittableRandom random,
      Loop loop,
      String name,
      Ready hears,
      Runnable gone) {
    this.wire = wire;
    this.loop = loop;
    this.hears = hears;
    this.gone = gone;
    timeline = LoopTimeline.start(loop, name, this::look, this::released);
    in = new Passage(spec, spec.incoming(), random, timeline);
    out = new Passage(spec, spec.outgoing(), random, timeline);
  }

  boolean isConnected() throws IOException {
    if (!connected && wire.isConnected()) {
      connected = true;
      listen();
    }
    return connected;
  }

  @Override
  public void ready(boolean readable, boolean writable) {
    if (!connected) {
      hears.ready(readable, writable);
      return;
    }
    if (writable) {
      blocked = false;
    }
    if (readable) {
      pump();
    }
    look();
  }

  /** Takes in what the stream below has; throws it away if nobody is there any more. */
  private void pump() {
    try {
      boolean more = true;
      while (more && !inputOver && (closed || in.room() > 0)) {
        ByteBuffer bytes = wire.read(closed ? CHUNK : Math.min(in.room(), CHUNK));
        if (bytes == null) {
          inputOver = true;
          in.enter(new Piece.End());
        } else {
          more = bytes.hasRemaining() && !closed;
          if (more) {
            in.enter(bytes, bytes.remaining());
          }
        }
      }
    } catch (IOException e) {
      inputOver = true;
      in.enter(new Piece.Failure(e));
    }
  }

  /** Passes on what has come out, and tells what is ready. */
  private void look() {
    if (over || !connected) {
      return;
    }
    if (failure == null) {
      try {
        flush();
      } catch (IOException e) {
        broken = e;
        out.clear();
      }
    }
    if (over) {
      return;
    }
    if (broken == null) {
      broken = in.broken();
    }
    if (closed && broken != null) {
      finish(wire::abort);
      return;
    }
    if (failure == null && in.first() instanceof Piece.Reset) {
      cut();
    }
    listen();
    if (!telling && canTell()) {
      telling = true;
      loop.execute(this::tell);
    }
  }

  private void flush() throws IOException {
    for (Piece first = out.first(); first != null && !blocked; first = out.first()) {
      switch (first) {
        case Piece.Bytes bytes -> {
          int count = wire.write(bytes.left());
          blocked = bytes.left().hasRemaining();
          out.took(count);
        }
        case Piece.End _ -> {
          wire.endOutput();
          out.took(0);
        }
        case Piece.Close _ -> {
          finish(wire::close);
          return;
        }
        case Piece.Abort _ -> {
          finish(wire::abort);
          return;
        }
        case Piece.Reset _ -> {
          cut();
          return;
        }
        case Piece.Stall _, Piece.Failure _ -> throw new AssertionError(first);
      }
    }
  }

  /** A fault cuts the connection. */
  private void cut() {
    failure = new IOException("the connection was reset, by a fault");
    in.clear();
    out.clear();
    if (closed) {
      finish(wire::abort);
    } else {
      wire.abort();
    }
  }

  /** Has the stream below tell what there is room for. */
  private void listen() {
    boolean read = !inputOver && failure == null && (closed || in.room() > 0);
    boolean write = blocked && failure == null;
    if (read != hearsRead || write != hearsWrite) {
      hearsRead = read;
      hearsWrite = write;
      wire.interest(read, write);
    }
  }

  private boolean isReadable() {
    return wantsRead && (failure != null || in.first() != null);
  }

  private boolean isWritable() {
    return wantsWrite && (failure != null || broken != null || out.room() > 0);
  }

  private boolean canTell() {
    return !closed && (isReadable() || isWritable());
  }

  private void tell() {
    telling = false;
    if (canTell()) {
      hears.ready(isReadable(), isWritable());
      again();
    }
  }

  /** Tells again, as long as something is ready. */
  private void again() {
    if (canTell()) {
      timeline.again();
    }
  }

  void interest(boolean read, boolean write) {
    wantsRead = read;
    wantsWrite = write;
    if (connected) {
      again();
    } else {
      hearsRead = read;
      hearsWrite = write;
      wire.interest(read, write);
    }
  }

  @Nullable ByteBuffer read(int most) throws IOException {
    if (failure != null) {
      throw failure;
    }
    return switch (in.first()) {
      case Piece.Bytes _ -> {
        ByteBuffer bytes = in.take(most);
        listen();
        again();
        yield bytes;
      }
      case Piece.End _ -> null;
      case Piece.Failure it -> throw it.why();
      case null, default -> NOTHING;
    };
  }

  int write(ByteBuffer from) throws IOException {
    requireOutput();
    if (outputOver) {
      throw new ClosedChannelException();
    }
    int count = Math.min(out.room(), from.remaining());
    out.enter(from, count);
    return count;
  }

  void endOutput() throws IOException {
    requireOutput();
    if (!outputOver) {
      outputOver = true;
      out.enter(new Piece.End());
    }
  }

  private void requireOutput() throws IOException {
    IOException why = failure == null ? broken : failure;
    if (why != null) {
      throw why;
    }
  }

  /** Has no faults from now on. Any thread. */
  void calm() {
    loop.execute(
        () -> {
          if (!over) {
            in.calm();
            out.calm();
            timeline.again();
          }
        });
  }

  /** Whether nothing has come out that was not read. */
  boolean isDrained() {
    return in.first() == null;
  }

  /**
   * Who has the stream closes it.
   *
   * @param last what goes behind all that was written
   * @param how what is done at once if nothing is under way
   */
  void close(Piece last, Runnable how) {
    closed = true;
    if (!connected || failure != null) {
      finish(how);
      return;
    }
    in.clear();
    out.enter(last);
    // Reads on, or what the peer sends would have TCP throw away what was written.
    pump();
    listen();
    timeline.at(timeline.now() + AFTERWARDS, () -> finish(wire::abort));
  }

  void finish(Runnable how) {
    if (!over) {
      over = true;
      how.run();
      timeline.close();
    }
  }

  /** The timer has ended. */
  private void released() {
    gone.run();
    if (over) {
      return;
    }
    // The whole system ends, and time with it: what is under way arrives now.
    out.hurry();
    try {
      flush();
    } catch (IOException e) {
      // Nobody is there.
    }
    failure = new IOException("the time of its faults has ended");
    finish(wire::abort);
  }
}
