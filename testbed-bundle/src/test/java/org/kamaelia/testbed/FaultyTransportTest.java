package org.kamaelia.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.internal.faults.Faults;
import org.kamaelia.net.internal.faults.FaultyDatagrams;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.net.transport.TransportPoller;

/** A listener's faults are between a server and its sockets, so they must be as good as these. */
class FaultyTransportTest extends TransportContract {
  private final Transport sockets = Transport.named("nio");
  private final Faults faults =
      Objects.requireNonNull(
          Faults.of(
              ListenerSpec.of("faulty", "any", "127.0.0.1:0").with("faults", "slice=700 seed=1")));

  @Override
  public Transport transport() {
    return new Faulty();
  }

  /** Its descriptors are those of the sockets. */
  @Override
  public Set<Feature> lacks() {
    return Set.of(Feature.DESCRIPTORS);
  }

  private final class Faulty implements Transport {
    @Override
    public String name() {
      return "faulty";
    }

    @Override
    public TransportPoller newPoller() throws IOException {
      return sockets.newPoller();
    }

    @Override
    public CompletableFuture<List<InetAddress>> find(String host) {
      return sockets.find(host);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
      return sockets.supportedOptions();
    }

    @Override
    public Port listen(SocketAddress address, int backlog, Options options) throws IOException {
      return new FaultyPort(sockets.listen(address, backlog, options));
    }

    @Override
    public Stream connect(SocketAddress peer, Options options) throws IOException {
      return faults.over(sockets.connect(peer, options));
    }

    @Override
    public Datagrams datagrams(InetSocketAddress local, Options options) throws IOException {
      return new FaultyDatagrams(sockets.datagrams(local, options), () -> faults, "faulty");
    }
  }

  private final class FaultyPort implements Port {
    private final Port port;

    FaultyPort(Port port) {
      this.port = port;
    }

    @Override
    public SocketAddress address() {
      return port.address();
    }

    @Override
    public void attach(Loop loop, Ready ready) throws IOException {
      port.attach(loop, ready);
    }

    @Override
    public void interest(boolean accept) {
      port.interest(accept);
    }

    @Override
    public @Nullable Stream accept() throws IOException {
      Stream stream = port.accept();
      return stream == null ? null : faults.over(stream);
    }

    @Override
    public void close() {
      port.close();
    }
  }
}
