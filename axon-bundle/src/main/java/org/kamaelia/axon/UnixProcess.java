package org.kamaelia.axon;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a process of the operating system, joined as a shell joins it: what comes to the {@code
 * inbox} goes to its standard input, what it writes comes out of the {@code outbox}, and what it
 * writes to standard error out of {@link #error}. A process whose output is not taken waits, and
 * one that does not read makes its sender wait.
 *
 * {@snippet :
 * Pipeline.of(new ReadFile(log), new UnixProcess("grep", "-c", "error").allowing(1), counted)
 * }
 *
 * <p>At the end of its input, and so when its group is told to finish, standard input is closed;
 * what that means is up to the process. This ends when the process has exited and nobody writes to
 * its outputs any more. A process that takes no more input ends its sender; one whose output nobody
 * takes any more is told so as the writer of a closed pipe. An exit value that is not allowed fails
 * this with a {@link Failure}.
 *
 * <p>Stopped, it asks the process and those that this one has started to end (SIGTERM), and a
 * second later, or when it is stopped once more, makes them (SIGKILL).
 */
public final class UnixProcess extends ThreadedComponent<ByteBuffer, ByteBuffer> {
  private static final int CHUNK = 8192;

  /** How much of standard error a failure shows, in bytes. */
  private static final int TAIL = 1024;

  /** How many seconds those that were asked to end may take. */
  private static final int GRACE = 1;

  private final ProcessBuilder builder;
  private final String program;
  private final Outbox<ByteBuffer> error = addOutbox("error", ByteBuffer.class);

  /** Ends when both outputs of the process have. */
  private final Inbox<Signal> ends = addInbox("ends", Signal.class);

  // Reads and writes that block cannot be interrupted, so they are not done by the body itself: it
  // must hear of a stop. The end of the process ends them.
  private final Writer stdin = new Writer();
  private final Reader stdout = new Reader("stdout", () -> running().getInputStream(), 0);
  private final Reader stderr = new Reader("stderr", () -> running().getErrorStream(), TAIL);

  private Set<Integer> allowed = Set.of(0);
  private volatile @Nullable Process process;

  /**
   * Makes a component that runs a program.
   *
   * @param command the program and its arguments; no shell looks at them
   */
  public UnixProcess(String... command) {
    this(new ProcessBuilder(command));
  }

  /**
   * Makes a component that runs what a builder describes: in another directory or environment, or
   * with standard error joined to the output. What the builder redirects does not pass here.
   *
   * @param builder what to run; not to be changed afterwards
   */
  public UnixProcess(ProcessBuilder builder) {
    this.builder = builder;
    program = builder.command().isEmpty() ? "" : new File(builder.command().getFirst()).getName();
    inbox().linkTo(stdin.inbox());
    stdout.outbox().linkTo(outbox());
    stderr.outbox().linkTo(error);
    stdout.signal().linkTo(ends);
    stderr.signal().linkTo(ends);
  }

  /** The process has exited with a value that was not allowed; ends with its last error output. */
  public static final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitValue;

    private Failure(String message, int exitValue) {
      super(message);
      this.exitValue = exitValue;
    }

    /** The exit value; 128 and its number if it was a signal that ended the process. */
    public int exitValue() {
      return exitValue;
    }
  }

  /**
   * Says which exit values besides 0 are in order: {@code grep} exits with 1 when it found nothing.
   *
   * @return this
   */
  public UnixProcess allowing(int... exitValues) {
    allowed =
        IntStream.concat(IntStream.of(0), IntStream.of(exitValues))
            .boxed()
            .collect(Collectors.toUnmodifiableSet());
    return this;
  }

  /** What the process writes to standard error. */
  public Outbox<ByteBuffer> error() {
    return error;
  }

  /** How the process has exited; nothing if it has not. Any thread. */
  public OptionalInt exitValue() {
    Process started = process;
    return started == null || started.isAlive()
        ? OptionalInt.empty()
        : OptionalInt.of(started.exitValue());
  }

  @Override
  protected void run() throws Exception {
    Process started = builder.start();
    process = started;
    try {
      activate(stdin);
      activate(stdout);
      activate(stderr);
      int value = started.waitFor();
      ends.forEach(ignored -> {});
      // A process that was not listened to until its end has had another reason to fail.
      if (!allowed.contains(value) && !stdout.refused && !stderr.refused) {
        String last = new String(stderr.tail, Charset.defaultCharset()).strip();
        throw new Failure(
            String.join(" ", builder.command())
                + ": exit value "
                + value
                + (last.isEmpty() ? "" : "; " + last),
            value);
      }
    } finally {
      loop().run(() -> stdin.stop("the process has exited"));
      if (started.isAlive()) {
        kill(started);
      }
    }
  }

  @Override
  protected String kind() {
    return "UnixProcess[" + program + "]";
  }

  private Process running() {
    Process started = process;
    assert started != null : "what reads and writes is started after the process";
    return started;
  }

  private static void kill(Process process) {
    // What it has started would keep its outputs open. Not Process.destroy: that closes its input
    // as well, and waits for whoever writes there.
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroy);
    try {
      CompletableFuture.allOf(
              all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
          .get(GRACE, SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      all.forEach(ProcessHandle::destroyForcibly);
      process.onExit().join();
    } catch (ExecutionException e) {
      throw new AssertionError("an exit is no failure", e);
    }
  }

  /** Writes what comes to the process. */
  private final class Writer extends ThreadedComponent<ByteBuffer, Object> {
    @Override
    protected void run() {
      try (OutputStream to = running().getOutputStream()) {
        for (ByteBuffer bytes : inbox) {
          byte[] copy = new byte[bytes.remaining()];
          bytes.duplicate().get(copy); // others may have got the same
          to.write(copy);
          if (inbox.isEmpty()) {
            to.flush();
          }
        }
      } catch (IOException e) {
        // It takes no more, which is its right; what it thinks of that, its exit value says.
      }
    }

    @Override
    protected String kind() {
      return "stdin[" + program + "]";
    }
  }

  /** Reads what the process writes. */
  private final class Reader extends ThreadedComponent<Object, ByteBuffer> {
    private final String name;
    private final Supplier<InputStream> source;
    private final int tailLimit;

    /** The last that came. Read by the other body when this one has ended. */
    private byte[] tail = {};

    private boolean refused;

    private Reader(String name, Supplier<InputStream> source, int tailLimit) {
      this.name = name;
      this.source = source;
      this.tailLimit = tailLimit;
    }

    @Override
    protected void run() throws IOException {
      try (InputStream from = source.get()) {
        byte[] buffer = new byte[CHUNK];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
          byte[] chunk = Arrays.copyOf(buffer, count);
          remember(chunk);
          outbox.send(ByteBuffer.wrap(chunk));
        }
      } catch (EndOfStream end) {
        refused = true;
      }
    }

    private void remember(byte[] chunk) {
      if (tailLimit > 0) {
        byte[] all = Arrays.copyOf(tail, tail.length + chunk.length);
        System.arraycopy(chunk, 0, all, tail.length, chunk.length);
        tail = Arrays.copyOfRange(all, Math.max(0, all.length - tailLimit), all.length);
      }
    }

    @Override
    protected String kind() {
      return name + "[" + program + "]";
    }
  }
}
