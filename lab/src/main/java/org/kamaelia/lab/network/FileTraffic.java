package org.kamaelia.lab.network;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.lab.Run;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.TcpClient;
import org.kamaelia.testbed.measure.DelayMeter;
import org.kamaelia.testbed.measure.Delays;
import org.kamaelia.testbed.measure.ShortFlows;
import org.kamaelia.testbed.sim.CongestionControl;
import org.kamaelia.testbed.sim.Simulation;

/** Files that somebody asks for one after another, each over a TCP connection of its own. */
final class FileTraffic extends Traffic {
  private final Supplier<? extends CongestionControl> congestion;
  private final DelayMeter<Long> durations = new DelayMeter<>(began -> began);
  private long bytes;

  FileTraffic(
      FlowText text,
      Simulation simulation,
      int port,
      Duration end,
      Supplier<? extends CongestionControl> congestion) {
    super(text, simulation, port, end);
    this.congestion = congestion;
  }

  @Override
  void begin() throws UnknownHostException {
    serve(
        from,
        connection -> {
          from.tcp(from.tcp().withCongestionControl(congestion));
          return Component.of("files", FileTraffic::give);
        });
    InetSocketAddress address = simulation.address(from.name(), port);
    int least = text.whole("least", 30_000);
    int most = text.whole("most", 50_000);
    Duration rest = Amounts.time(text.setting("rest", "1s"));
    atStart(
        to,
        () ->
            Pipeline.circular(
                Pipeline.<Object, Integer, Object>of(
                    new ShortFlows(least, most, rest), new Fetch(address))));
  }

  /** Four bytes say how many are wanted. */
  private static void give(Inbox<ByteBuffer> in, Outbox<ByteBuffer> out) {
    ByteBuffer wanted = ByteBuffer.allocate(Integer.BYTES);
    while (wanted.hasRemaining()) {
      wanted.put(in.receive());
    }
    out.send(ByteBuffer.allocate(wanted.getInt(0)));
  }

  /** Gets each file, and tells when it is there. */
  private final class Fetch extends Component<Integer, Object> {
    private final InetSocketAddress address;

    Fetch(InetSocketAddress address) {
      this.address = address;
    }

    @Override
    protected void run() {
      for (int size : inbox) {
        if (isOver()) {
          return;
        }
        long began = simulation.now();
        Inbox<ByteBuffer> file = addInbox("file", ByteBuffer.class);
        Component<Object, ByteBuffer> ask =
            Component.of(
                "ask", (in, out) -> out.send(ByteBuffer.allocate(Integer.BYTES).putInt(0, size)));
        Component<Object, ByteBuffer> client =
            Pipeline.of(ask, new TcpClient(List.of(address), ClientSettings.STANDARD));
        client.outbox().linkTo(file);
        activate(client);
        long come = 0;
        for (ByteBuffer part : file) {
          come += part.remaining();
        }
        removeBox(file);
        bytes += come;
        if (come == size) {
          durations.passes(began, simulation.now());
        }
        outbox.send(size);
      }
    }
  }

  @Override
  long bytes() {
    return bytes;
  }

  @Override
  void measure(Run run) {
    Delays measured = durations.delays();
    run.measure(text.name() + " count", "", (double) measured.count());
    measure(run, "duration", measured);
  }
}
