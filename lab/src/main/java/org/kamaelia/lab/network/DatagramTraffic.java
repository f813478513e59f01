package org.kamaelia.lab.network;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.lab.Run;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.UdpPeer;
import org.kamaelia.net.UdpSocket;
import org.kamaelia.testbed.measure.CodecSource;
import org.kamaelia.testbed.measure.DelayMeter;
import org.kamaelia.testbed.measure.RtpPackets;
import org.kamaelia.testbed.measure.RtpReport;
import org.kamaelia.testbed.measure.RtpStatistics;
import org.kamaelia.testbed.sim.Simulation;

/**
 * Datagrams at a constant rate, or RTP packets of a synthetic video. Both have a sequence number at
 * the same place, by which it is known when one was sent.
 */
final class DatagramTraffic extends Traffic {
  private static final int SEQUENCE = 2;
  private static final int HEADER = 12;
  private static final int LARGEST_RTP = 1200;
  private static final int VIDEO_CLOCK = 90_000;

  private final long rate;
  private final int size;
  private final boolean rtp;
  private final long[] sentAt = new long[1 << 16];
  private final RtpStatistics statistics = new RtpStatistics(VIDEO_CLOCK);
  private final DelayMeter<ByteBuffer> delays =
      new DelayMeter<>(packet -> sentAt[packet.getShort(SEQUENCE) & 0xFFFF]);
  private long sent;
  private long received;
  private long bytes;

  DatagramTraffic(FlowText text, Simulation simulation, int port, Duration end) {
    super(text, simulation, port, end);
    rtp = text.kind().equals("rtp");
    rate = Amounts.rate(text.setting("rate", "1Mbit/s"));
    size = text.whole("size", 1000);
    if (size < HEADER || size > 65_507) {
      throw new IllegalArgumentException(
          "flow %s: size=%d is not from %d to 65507".formatted(text.name(), size, HEADER));
    }
  }

  @Override
  void begin() throws UnknownHostException {
    InetSocketAddress address = simulation.address(to.name(), port);
    to.axon()
        .activate(
            Pipeline.of(
                new UdpSocket(new InetSocketAddress(to.ipv4(), port)),
                Component.<Datagram, Datagram>of(
                    "sink", (in, out) -> in.forEach(each -> came(each.payload())))));
    atStart(
        from,
        () ->
            Pipeline.of(
                source(),
                Component.<ByteBuffer, ByteBuffer>of(
                    "sent",
                    (in, out) -> {
                      for (ByteBuffer packet : in) {
                        sentAt[packet.getShort(SEQUENCE) & 0xFFFF] = simulation.now();
                        sent++;
                        out.send(packet);
                      }
                    }),
                new UdpPeer(address)));
  }

  private Component<?, ByteBuffer> source() {
    if (!rtp) {
      return new ConstantRate();
    }
    int frames = text.whole("frames", 30);
    return Pipeline.of(
        new Ending(), new CodecSource(rate, rate, rate, frames), new RtpPackets(1, LARGEST_RTP));
  }

  /** Ends when the flow does; no new rates. */
  private final class Ending extends Component<Object, Long> {
    @Override
    protected void run() {
      clock().sleep(Duration.ofNanos(stop - simulation.now()));
    }
  }

  /** Datagrams at even distances. */
  private final class ConstantRate extends Component<Object, ByteBuffer> {
    @Override
    protected void run() {
      for (long number = 0; ; number++) {
        long next = start + Math.round(number * (size * 8e9 / rate));
        if (next > simulation.now()) {
          clock().sleep(Duration.ofNanos(next - simulation.now()));
        }
        if (isOver()) {
          return;
        }
        outbox.send(ByteBuffer.allocate(size).putShort(SEQUENCE, (short) number));
      }
    }
  }

  private void came(ByteBuffer packet) {
    received++;
    bytes += packet.remaining();
    delays.passes(packet.slice(), simulation.now());
    if (rtp) {
      statistics.passes(packet, simulation.now());
    }
  }

  @Override
  long bytes() {
    return bytes;
  }

  @Override
  void measure(Run run) {
    measure(run, "delay", delays.delays());
    // by then some are still on their way; those are not lost, but few
    run.measure(
        text.name() + " loss", "%", sent == 0 ? Double.NaN : 100.0 * (sent - received) / sent);
    List<RtpReport> reports = statistics.reports();
    if (rtp && !reports.isEmpty()) {
      run.measure(text.name() + " jitter", "ms", Amounts.milliseconds(reports.getFirst().jitter()));
    }
  }
}
