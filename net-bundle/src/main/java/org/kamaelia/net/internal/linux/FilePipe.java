package org.kamaelia.net.internal.linux;

import static org.kamaelia.net.internal.linux.Errno.EAGAIN;
import static org.kamaelia.net.internal.linux.Errno.EINTR;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A pipe through which a file's pages go to a socket, without a copy: splice(2). That is what
 * sendfile(2) does as well, with a pipe of 64 KiB that it fills and drains in turn; with a larger
 * one a long file costs less.
 */
final class FilePipe {
  /** What an unprivileged process may have, /proc/sys/fs/pipe-max-size. */
  private static final int BYTES = 1 << 20;

  private static final int F_SETPIPE_SZ = 1031;
  private static final int SPLICE_F_NONBLOCK = 2;

  private final Descriptor end;
  private final Descriptor begin;
  private int held;

  private FilePipe(Descriptor end, Descriptor begin) {
    this.end = end;
    this.begin = begin;
  }

  /** One that is empty; null if the system has no such pipe for us. */
  static @Nullable FilePipe open(Calls calls) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(ValueLayout.JAVA_INT, 2);
      if (calls.pipe2(both.address(), OpenFiles.FLAGS) < 0) {
        return null;
      }
      FilePipe pipe =
          new FilePipe(
              new Descriptor(both.getAtIndex(ValueLayout.JAVA_INT, 0)),
              new Descriptor(both.getAtIndex(ValueLayout.JAVA_INT, 1)));
      if (calls.fcntl(pipe.begin.number(), F_SETPIPE_SZ, BYTES) < 0) {
        pipe.close(calls);
        return null;
      }
      return pipe;
    } catch (IOException e) {
      throw new AssertionError("just opened", e);
    }
  }

  boolean isEmpty() {
    return held == 0;
  }

  /**
   * Takes part of a file into the empty pipe.
   *
   * @param offset the address of its place in the file
   * @return how many bytes; 0 if the file has none there
   */
  int fill(Descriptor file, long offset, int most, Calls calls) throws IOException {
    int result;
    do {
      result =
          calls.splice(
              file.number(), offset, begin.number(), 0, Math.min(most, BYTES), SPLICE_F_NONBLOCK);
    } while (result == -EINTR);
    held = Errno.check(result, calls);
    return held;
  }

  /**
   * Sends what is in it, as much as there is room for.
   *
   * @return how many bytes; 0 if there is no room
   */
  int drain(Socket socket, int most, Calls calls) throws IOException {
    int result;
    do {
      result =
          calls.splice(
              end.number(), 0, socket.number(), 0, Math.min(most, held), SPLICE_F_NONBLOCK);
    } while (result == -EINTR);
    if (result == -EAGAIN) {
      return 0;
    }
    held -= Errno.check(result, calls);
    return result;
  }

  void close(Calls calls) {
    end.close(calls);
    begin.close(calls);
  }
}
