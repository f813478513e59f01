package org.kamaelia.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.MemoryTransport;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.net.transport.TransportPoller;

/** A network within the process where it takes a while to connect, in virtual time. */
final class SlowNetwork implements Transport {
  private final MemoryTransport memory = new MemoryTransport();
  private final Loop loop;
  private final Map<SocketAddress, Host> hosts = new HashMap<>();

  /** What was tried, with the milliseconds since the beginning: {@code 250 192.0.2.1}. */
  final List<String> tried = new ArrayList<>();

  final List<Opening> openings = new ArrayList<>();

  private record Host(Duration after, boolean answers) {}

  SlowNetwork(Loop loop) {
    this.loop = loop;
  }

  /** Somebody listens there, and answers after a while. */
  Port answers(SocketAddress address, Duration after) throws IOException {
    hosts.put(address, new Host(after, true));
    return memory.listen(address, 100, Options.NONE);
  }

  /** Nobody listens there, which is said after a while. */
  void refuses(SocketAddress address, Duration after) {
    hosts.put(address, new Host(after, false));
  }

  @Override
  public Stream connect(SocketAddress peer, Options options) throws IOException {
    String where =
        peer instanceof InetSocketAddress inet
            ? inet.getAddress().getHostAddress()
            : peer.toString();
    tried.add(Duration.ofNanos(loop.clock().nanoTime()).toMillis() + " " + where);
    Host host = hosts.get(peer);
    if (host != null && host.after.isZero() && !host.answers) {
      throw new ConnectException("Connection refused");
    }
    Opening opening = new Opening(peer, host);
    openings.add(opening);
    return opening;
  }

  /** How many connections are open or being opened on the client's side. */
  long open() {
    return openings.stream().filter(each -> !each.closed).count();
  }

  final class Opening implements Stream {
    private final SocketAddress peer;
    private final @Nullable Host host;
    private @Nullable Stream stream;
    private @Nullable Loop on;
    private @Nullable Ready ready;
    private boolean due;
    private boolean closed;

    Opening(SocketAddress peer, @Nullable Host host) {
      this.peer = peer;
      this.host = host;
    }

    @Override
    public SocketAddress peer() {
      return peer;
    }

    @Override
    public SocketAddress local() {
      return there().local();
    }

    @Override
    public void attach(Loop where, Ready hears) {
      on = where;
      ready = hears;
      if (host == null) {
        return; // and nothing is ever heard of it
      }
      where
          .group("network")
          .activate(
              new Component<>() {
                @Override
                protected void run() {
                  clock().sleep(host.after);
                  where.execute(
                      () -> {
                        due = true;
                        if (!closed) {
                          hears.ready(false, true);
                        }
                      });
                }
              });
    }

    @Override
    public boolean isConnected() throws IOException {
      if (stream == null && due) {
        if (host == null || !host.answers) {
          throw new ConnectException("Connection refused");
        }
        Stream there = memory.connect(peer, Options.NONE);
        stream = there;
        if (on != null && ready != null) {
          there.attach(on, ready);
        }
      }
      return stream != null;
    }

    private Stream there() {
      if (stream == null) {
        throw new IllegalStateException("not there yet");
      }
      return stream;
    }

    @Override
    public void interest(boolean read, boolean write) {
      there().interest(read, write);
    }

    @Override
    public ByteBuffer scratch() {
      return there().scratch();
    }

    @Override
    public @Nullable ByteBuffer read(int most) throws IOException {
      return there().read(most);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return there().write(from);
    }

    @Override
    public void endOutput() throws IOException {
      there().endOutput();
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
      there().option(option, value);
    }

    @Override
    public void abort() {
      closed = true;
      if (stream != null) {
        stream.abort();
      }
    }

    @Override
    public void close() {
      closed = true;
      if (stream != null) {
        stream.close();
      }
    }
  }

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public TransportPoller newPoller() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }

  @Override
  public Port listen(SocketAddress address, int backlog, Options options) throws IOException {
    return memory.listen(address, backlog, options);
  }

  @Override
  public Datagrams datagrams(InetSocketAddress local, Options options) {
    throw new UnsupportedOperationException();
  }
}
