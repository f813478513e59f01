package org.kamaelia.record;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Server;
import org.kamaelia.net.Tapped;

/**
 * What is heard of connections, on its way into a file: the loops leave it in a queue, and one
 * thread writes it.
 */
final class Recording {
  /** What may wait to be written, in bytes. */
  private static final long WAITING = 8 << 20;

  /** How often the thread looks whether it is to stop while nothing is heard. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private static final Logger LOG = System.getLogger("org.kamaelia.record");

  private final long number;
  private final RecordingSpec spec;
  private final Path file;
  private final InstantSource clock;
  private final Instant began;
  private final TapQueue queue = new TapQueue(WAITING);
  private final Counted out;
  private final CaptureOfTaps capture;
  private final Thread thread;
  private Server.@Nullable Registration tap;
  private volatile boolean stopping;
  private volatile RecordingInfo.State state = RecordingInfo.State.RUNNING;
  private volatile String reason = "";

  private Recording(
      long number, RecordingSpec spec, Path file, OutputStream to, InstantSource clock)
      throws IOException {
    this.number = number;
    this.spec = spec;
    this.file = file;
    this.clock = clock;
    began = clock.instant();
    out = new Counted(to);
    capture = new CaptureOfTaps(out, "recording of " + spec.of(), queue::lost);
    thread = Thread.ofPlatform().daemon().name("kamaelia-record-" + number).unstarted(this::write);
  }

  /**
   * Makes the file, and begins.
   *
   * @throws IllegalArgumentException if what is to be recorded is not there; there is no file then
   */
  static Recording start(
      long number, RecordingSpec spec, Path file, Server server, InstantSource clock)
      throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(file + " is there already", e);
    }
    Recording recording = null;
    try {
      OutputStream to = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024);
      recording = new Recording(number, spec, file, to, clock);
      recording.tap = spec.of().tap(server, recording.queue);
      recording.thread.start();
      return recording;
    } finally {
      if (recording == null || recording.tap == null) {
        channel.close();
        Files.delete(file);
      }
    }
  }

  boolean isRunning() {
    return state == RecordingInfo.State.RUNNING;
  }

  RecordingInfo info() {
    return new RecordingInfo(
        number,
        spec.of().toString(),
        file.toString(),
        state,
        reason,
        began,
        capture.packets(),
        out.count,
        queue.lost());
  }

  /** Ends it, and waits until the file is whole. */
  void stop() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // On its thread.

  private void write() {
    String why = "";
    RecordingInfo.State end = RecordingInfo.State.DONE;
    try (capture) {
      while (why.isEmpty()) {
        Tapped event = queue.take(LOOK);
        if (event == null) {
          capture.flush();
        }
        why = event == null ? idle() : took(event);
      }
      Objects.requireNonNull(tap).close();
      capture.end(now());
    } catch (IOException | RuntimeException e) {
      end = RecordingInfo.State.FAILED;
      why = e.toString();
      LOG.log(Level.WARNING, file + " could not be written", e);
    } catch (InterruptedException e) {
      why = "interrupted";
    } finally {
      Objects.requireNonNull(tap).close();
      reason = why;
      state = end;
    }
  }

  private String took(Tapped event) throws IOException {
    if (out.count + capture.needs(event) > spec.mostBytes()) {
      return "the file is full";
    }
    capture.hear(event);
    boolean last = spec.of() instanceof Watched.OneConnection && event instanceof Tapped.Ended;
    return last ? "the connection has ended" : isOver() ? "the time is over" : "";
  }

  /** What was heard before the stop is written first. */
  private String idle() {
    return stopping ? "stopped" : isOver() ? "the time is over" : "";
  }

  private boolean isOver() {
    return spec.atMost().isPresent() && !clock.instant().isBefore(began.plus(spec.atMost().get()));
  }

  private long now() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }

  /** Counts what is written; read by others as a figure. */
  private static final class Counted extends FilterOutputStream {
    volatile long count;

    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      add(1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      add(length);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
    private void add(int more) {
      count += more;
    }
  }
}
