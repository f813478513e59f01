package org.kamaelia.testbed.sim;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.Bell;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;

/** Where a host listens. */
final class SimulatedPort extends Bell implements Port {
  private final Host host;
  private final InetSocketAddress address;
  private final int backlog;
  private final SocketSettings settings;

  /** Whose handshake goes on. */
  private final Set<Connection> opening = new LinkedHashSet<>();

  private final Deque<Connection> waiting = new ArrayDeque<>();

  SimulatedPort(Host host, InetSocketAddress address, int backlog, SocketSettings settings) {
    super(host.simulation().lock);
    this.host = host;
    this.address = address;
    this.backlog = Math.max(1, backlog);
    this.settings = settings;
  }

  // Under the lock.

  SocketSettings settings() {
    return settings;
  }

  /** Whether one more may begin; else its SYN is lost, and comes again. */
  boolean hasRoom() {
    return waiting.size() < backlog && opening.size() < backlog;
  }

  void begins(Connection connection) {
    opening.add(connection);
  }

  int waiting() {
    return waiting.size();
  }

  /** It is gone with its host. */
  void crash() {
    closed();
    host.remove(this);
    waiting.clear();
    opening.clear();
  }

  /** A handshake is over, well or not. */
  void opened(Connection connection) {
    opening.remove(connection);
    if (isClosed()) {
      connection.tcp().abort(host.simulation().now());
    } else if (connection.tcp().failure() == null) {
      waiting.add(connection);
      ring();
    }
  }

  @Override
  protected boolean readable() {
    return !waiting.isEmpty();
  }

  @Override
  protected boolean writable() {
    return false;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void interest(boolean accept) {
    interest(accept, false);
  }

  @Override
  public @Nullable Stream accept() throws IOException {
    synchronized (lock) {
      requireOpen();
      Connection connection = waiting.poll();
      return connection == null ? null : new SimulatedStream(host, connection, settings);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (isClosed()) {
        return;
      }
      host.simulation().enter();
      closed();
      host.remove(this);
      opening.addAll(waiting);
      waiting.clear();
      for (Connection connection : List.copyOf(opening)) {
        connection.tcp().abort(host.simulation().now());
        connection.settle();
      }
      opening.clear();
      host.simulation().leave();
    }
  }
}
