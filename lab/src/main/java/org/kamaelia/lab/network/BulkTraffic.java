package org.kamaelia.lab.network;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.lab.Run;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.TcpClient;
import org.kamaelia.testbed.sim.CongestionControl;
import org.kamaelia.testbed.sim.Simulation;

/** As much as a TCP connection carries. */
final class BulkTraffic extends Traffic {
  private static final ByteBuffer CHUNK = ByteBuffer.allocate(16 << 10).asReadOnlyBuffer();

  private final Supplier<? extends CongestionControl> congestion;
  private final long most;
  private long bytes;
  private long end = -1;

  BulkTraffic(
      FlowText text,
      Simulation simulation,
      int port,
      Duration end,
      Supplier<? extends CongestionControl> congestion) {
    super(text, simulation, port, end);
    this.congestion = congestion;
    most = text.whole("bytes", 0);
  }

  @Override
  void begin() throws UnknownHostException {
    serve(to, connection -> Component.of("sink", (in, out) -> in.forEach(this::came)));
    InetSocketAddress address = simulation.address(to.name(), port);
    atStart(
        from,
        () -> {
          // for this connection; it takes its settings when it is opened
          from.tcp(from.tcp().withCongestionControl(congestion));
          return Pipeline.of(source(), new TcpClient(List.of(address), ClientSettings.STANDARD));
        });
  }

  private Component<Object, ByteBuffer> source() {
    return Component.of(
        "source",
        (in, out) -> {
          long left = most == 0 ? Long.MAX_VALUE : most;
          while (left > 0 && !isOver()) {
            int part = (int) Math.min(left, CHUNK.capacity());
            out.send(CHUNK.duplicate().limit(part));
            left -= part;
          }
        });
  }

  private void came(ByteBuffer some) {
    bytes += some.remaining();
    if (bytes == most) {
      end = simulation.now();
    }
  }

  @Override
  long bytes() {
    return bytes;
  }

  @Override
  void measure(Run run) {
    if (most > 0) {
      run.measure(text.name() + " duration", "s", end < 0 ? Double.NaN : (end - start) / 1e9);
    }
  }
}
