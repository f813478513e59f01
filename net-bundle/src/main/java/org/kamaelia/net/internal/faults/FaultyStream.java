package org.kamaelia.net.internal.faults;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.TcpInfo;

/**
 * A stream with faults: what is read and written goes through a link each way, and so do the ends,
 * a close and a cut, in their order. What was written is sent on after this is closed, and then the
 * stream below is closed.
 */
final class FaultyStream implements Stream, Faulty {
  private final Stream wire;
  private final Faults faults;
  private final SplittableRandom random;
  private final String name;

  /** All that is there once it is attached. */
  private @Nullable Course course;

  private boolean closed;

  /**
   * @param random decides
   * @param name of the group of its timer
   */
  FaultyStream(Stream wire, Faults faults, SplittableRandom random, String name) {
    this.wire = wire;
    this.faults = faults;
    this.random = random;
    this.name = name;
  }

  @Override
  public SocketAddress peer() {
    return wire.peer();
  }

  @Override
  public SocketAddress local() {
    return wire.local();
  }

  @Override
  public void attach(Loop loop, Ready ready) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    Course begun =
        new Course(wire, faults.spec(), random, loop, name, ready, () -> faults.gone(this));
    course = begun;
    try {
      wire.attach(loop, begun);
    } catch (IOException | RuntimeException e) {
      begun.finish(wire::close);
      throw e;
    }
    faults.opened(this);
  }

  @Override
  public void calm() {
    if (course != null) {
      course.calm();
    }
  }

  @Override
  public boolean isConnected() throws IOException {
    return course == null ? wire.isConnected() : course.isConnected();
  }

  /** What it goes through, if there is a connection. */
  private @Nullable Course course() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    return course != null && course.isConnected() ? course : null;
  }

  @Override
  public void interest(boolean read, boolean write) {
    if (course == null) {
      wire.interest(read, write);
    } else if (!closed) {
      course.interest(read, write);
    }
  }

  @Override
  public ByteBuffer scratch() {
    return wire.scratch();
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    Course through = course();
    return through == null ? wire.read(most) : through.read(most);
  }

  @Override
  public boolean isDrained() throws IOException {
    Course through = course();
    return (through == null || through.isDrained()) && wire.isDrained();
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    Course through = course();
    return through == null ? wire.write(from) : through.write(from);
  }

  @Override
  public void endOutput() throws IOException {
    Course through = course();
    if (through == null) {
      wire.endOutput();
    } else {
      through.endOutput();
    }
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    wire.option(option, value);
  }

  @Override
  public Optional<TcpInfo> tcpInfo() {
    return wire.tcpInfo();
  }

  @Override
  public void abort() {
    close(new Piece.Abort(), wire::abort);
  }

  @Override
  public void close() {
    close(new Piece.Close(), wire::close);
  }

  private void close(Piece last, Runnable how) {
    if (!closed) {
      closed = true;
      if (course == null) {
        how.run();
      } else {
        course.close(last, how);
      }
    }
  }
}
