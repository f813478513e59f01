package org.kamaelia.testbed.sim;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Bell;
import org.kamaelia.net.transport.LinuxOptions;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.TcpInfo;

/** A connection of a simulated host, as its programs see it. */
final class SimulatedStream extends Bell implements Stream {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Host host;
  private final Connection connection;
  private final Tcp tcp;
  private final Simulation simulation;
  private final SocketSettings settings;
  private boolean connected;
  private @Nullable Loop loop;

  SimulatedStream(Host host, Connection connection, SocketSettings settings) {
    super(host.simulation().lock);
    this.host = host;
    this.connection = connection;
    this.settings = new SocketSettings(settings);
    tcp = connection.tcp();
    simulation = host.simulation();
    connected = !tcp.isOpening();
    connection.stream(this);
    apply();
  }

  private void apply() {
    tcp.noDelay(settings.get(StandardSocketOptions.TCP_NODELAY, true), simulation.now());
    tcp.keepAlive(settings.get(StandardSocketOptions.SO_KEEPALIVE, false));
  }

  /** Something has come of the connection. Under the lock. */
  void changed() {
    ring();
  }

  @Override
  protected boolean readable() {
    return connected
        ? tcp.readable() > 0 || tcp.isInputOver() || tcp.failure() != null
        : !tcp.isOpening();
  }

  @Override
  protected boolean writable() {
    return tcp.failure() != null || (connected && room() > 0);
  }

  private int room() {
    int most = settings.get(LinuxOptions.TCP_NOTSENT_LOWAT, Integer.MAX_VALUE);
    return (int) Math.min(tcp.room(), Math.max(0, most - tcp.unsent()));
  }

  @Override
  public SocketAddress peer() {
    return tcp.flow.to;
  }

  @Override
  public SocketAddress local() {
    synchronized (lock) {
      if (!connected && tcp.isOpening()) {
        throw new IllegalStateException("not connected yet");
      }
      return tcp.flow.from;
    }
  }

  @Override
  public void attach(Loop onLoop, Ready ready) throws ClosedChannelException {
    synchronized (lock) {
      super.attach(onLoop, ready);
      loop = onLoop;
    }
  }

  @Override
  public boolean isConnected() throws IOException {
    synchronized (lock) {
      requireOpen();
      if (!connected) {
        requireNoFailure();
        connected = !tcp.isOpening();
      }
      return connected;
    }
  }

  @Override
  public void interest(boolean read, boolean write) {
    synchronized (lock) {
      if (!isClosed()) {
        requireConnected();
        super.interest(read, write);
      }
    }
  }

  private void requireConnected() {
    if (!connected) {
      throw new IllegalStateException("not connected yet");
    }
  }

  /** Ready to be used. Under the lock. */
  private void require() throws IOException {
    requireOpen();
    requireConnected();
    simulation.enter();
    requireNoFailure();
  }

  private void requireNoFailure() throws IOException {
    IOException failure = tcp.failure();
    if (failure != null) {
      // Each time a new one: whoever hears of it may add to it.
      throw failure instanceof ConnectException
          ? new ConnectException(failure.getMessage())
          : new SocketException(failure.getMessage());
    }
  }

  private Loop requireAttached() {
    Loop attached = loop;
    if (attached == null) {
      throw new IllegalStateException("not attached to a loop yet");
    }
    return attached;
  }

  @Override
  public ByteBuffer scratch() {
    synchronized (lock) {
      return host.scratch(requireAttached());
    }
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    synchronized (lock) {
      if (loop == null) {
        requireOpen();
        requireAttached();
      }
      require();
      if (tcp.readable() == 0) {
        return tcp.isInputOver() ? null : NOTHING;
      }
      ByteBuffer read = tcp.read(most, simulation.now());
      host.charge(read.remaining());
      done();
      return read;
    }
  }

  private void done() {
    connection.settle();
    simulation.leave();
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    synchronized (lock) {
      require();
      if (tcp.isOutputOver()) {
        throw new ClosedChannelException();
      }
      int count = Math.min(from.remaining(), room());
      if (count > 0) {
        host.charge(count);
        tcp.write(from, count, simulation.now());
        done();
      }
      return count;
    }
  }

  @Override
  public void endOutput() throws IOException {
    synchronized (lock) {
      require();
      tcp.endOutput(simulation.now());
      done();
    }
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    synchronized (lock) {
      requireOpen();
      settings.set(option, value);
      apply();
      tcp.buffers(settings.tcp(host.tcp()));
      done();
    }
  }

  @Override
  public Optional<TcpInfo> tcpInfo() {
    synchronized (lock) {
      return isClosed() || !connected ? Optional.empty() : Optional.of(tcp.info());
    }
  }

  @Override
  public void abort() {
    synchronized (lock) {
      if (!isClosed()) {
        closed();
        simulation.enter();
        tcp.abort(simulation.now());
        done();
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!isClosed()) {
        closed();
        simulation.enter();
        tcp.close(simulation.now());
        done();
      }
    }
  }
}
