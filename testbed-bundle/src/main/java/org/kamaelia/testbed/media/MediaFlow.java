package org.kamaelia.testbed.media;

import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.UdpPeer;
import org.kamaelia.net.UdpSocket;
import org.kamaelia.net.transport.LinuxOptions;
import org.kamaelia.net.transport.Options;
import org.kamaelia.testbed.measure.CodecSource;
import org.kamaelia.testbed.measure.Frame;
import org.kamaelia.testbed.measure.RtpPackets;

/**
 * A flow of video: the components of both sides, linked, and a log of its packets. A synthetic
 * encoder makes frames, which go as RTP over UDP at a rate that a {@link RateControl} decides by
 * what the receiver reports.
 *
 * <p>Each side is started on a system whose loops have a transport: that of a simulated host, or a
 * real one. {@link #receive} and {@link #send} are called once each.
 */
public final class MediaFlow {
  /** As RFC 8867, section 4.3 has it at most. */
  private static final int FRAMES_PER_SECOND = 30;

  /**
   * Bytes of an RTP packet at most. It takes 8 ms at 1 Mbit/s, and not the 10 ms by which NADA
   * tells a queue.
   */
  private static final int PACKET = 1000;

  /** As RFC 8698, section 5.3 recommends. */
  private static final Duration REPORTS = Duration.ofMillis(100);

  /** ECT(0), RFC 3168, section 5. */
  private static final int TAKES_PART = 2;

  private final RateControl control;
  private final RateRange range;
  private final boolean marks;
  private final PacketLog log = new PacketLog();

  /**
   * Makes a flow.
   *
   * @param control its own: it keeps what it has learnt
   * @param marks whether it takes part in explicit congestion notification
   */
  public MediaFlow(RateControl control, RateRange range, boolean marks) {
    this.control = control;
    this.range = range;
    this.marks = marks;
  }

  /** Each packet so far. */
  public PacketLog log() {
    return log;
  }

  /** Starts the receiver. */
  public void receive(Axon on, InetSocketAddress local) {
    UdpSocket socket =
        new UdpSocket(
            local, marks ? Options.NONE.with(LinuxOptions.IP_RECVTOS, true) : Options.NONE);
    Component<Datagram, Datagram> came = log.receiving().of(Datagram::payload).component("came");
    MediaReceiver receiver = new MediaReceiver(REPORTS);
    socket.outbox().linkTo(came.inbox());
    came.outbox().linkTo(receiver.inbox());
    receiver.feedback().linkTo(socket.inbox());
    on.activate(socket, came, receiver);
  }

  /**
   * Starts the sender.
   *
   * @param stage what frames pass, such as a pause; what it drops was never made
   */
  public void send(Axon on, InetSocketAddress to, Component<Frame, Frame> stage) {
    CodecSource codec =
        new CodecSource(range.least(), range.least(), range.most(), FRAMES_PER_SECOND);
    RtpPackets packets = new RtpPackets(1, PACKET);
    MediaSender sender = new MediaSender(control, range);
    Component<ByteBuffer, ByteBuffer> sent = log.sending().component("sent");
    UdpPeer peer =
        new UdpPeer(
            to, marks ? Options.NONE.with(StandardSocketOptions.IP_TOS, TAKES_PART) : Options.NONE);
    codec.outbox().linkTo(stage.inbox());
    stage.outbox().linkTo(packets.inbox());
    packets.outbox().linkTo(sender.inbox());
    sender.outbox().linkTo(sent.inbox());
    sent.outbox().linkTo(peer.inbox());
    peer.outbox().linkTo(sender.feedback());
    sender.rates().linkTo(codec.inbox());
    on.activate(codec, stage, packets, sender, sent, peer);
  }

  /** Starts the sender. */
  public void send(Axon on, InetSocketAddress to) {
    send(on, to, Component.of("frames", (in, out) -> in.forEach(out::send)));
  }
}
