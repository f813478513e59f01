package org.kamaelia.record;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.kamaelia.net.Connection;
import org.kamaelia.net.Tapped;
import org.kamaelia.net.TlsSession;

/**
 * Makes a capture of what taps hear: TCP segments and UDP datagrams that could have carried it, an
 * interface for each listener, and comments that say what is not as it was.
 *
 * <p>Threading: one thread; {@link #packets} is a figure for any.
 */
final class CaptureOfTaps implements Closeable {
  /** What one segment needs in the file beside its data, with some room for comments, in bytes. */
  private static final int PER_SEGMENT = 128;

  private static final int PER_EVENT = 1024;

  private final PcapngWriter writer;
  private final LongSupplier lost;
  private final Map<String, Integer> links = new HashMap<>();
  private final Map<Connection, TcpFlow> flows = new HashMap<>();

  /** How many were said to be lost. */
  private long told;

  private volatile long packets;

  /**
   * @param comment what is to be known of the whole
   * @param lost how many events were lost so far, as it is when an event is taken
   */
  CaptureOfTaps(OutputStream out, String comment, LongSupplier lost) throws IOException {
    writer = new PcapngWriter(out, "Kamaelia", comment);
    this.lost = lost;
  }

  long packets() {
    return packets;
  }

  /** How many bytes of the file an event may need. */
  int needs(Tapped event) {
    int size =
        switch (event) {
          case Tapped.Received it -> it.bytes().remaining();
          case Tapped.Sent it -> it.bytes().remaining();
          case Tapped.Passed it -> it.bytes().remaining();
          default -> 0;
        };
    return size + size / IpPackets.MTU * PER_SEGMENT + PER_EVENT;
  }

  void hear(Tapped event) throws IOException {
    Connection connection = event.connection();
    switch (event) {
      case Tapped.Began it -> began(it);
      case Tapped.Received it ->
          flow(connection).data(it.time(), Direction.IN, it.at(), it.bytes());
      case Tapped.Sent it -> flow(connection).data(it.time(), Direction.OUT, it.at(), it.bytes());
      case Tapped.Passed it -> passed(it);
      case Tapped.InputEnded it -> flow(connection).end(it.time(), Direction.IN);
      case Tapped.OutputEnded it -> flow(connection).end(it.time(), Direction.OUT);
      case Tapped.Ended it -> ended(it);
    }
  }

  private void began(Tapped.Began it) throws IOException {
    Connection connection = it.connection();
    String what =
        "connection %d of listener %s: %s %s"
            .formatted(
                connection.id(), connection.listener(), it.info().protocol(), it.info().version());
    if (it.datagrams()) {
      return;
    }
    TcpFlow flow = flow(connection, it.info().received(), it.info().sent());
    flow.comment(what);
    connection.tls().map(CaptureOfTaps::clearText).ifPresent(flow::comment);
    if (it.fromTheBeginning()) {
      flow.handshake(it.time());
    } else {
      flow.comment("recorded from here on; it is older");
    }
  }

  private static String clearText(TlsSession tls) {
    return "clear text of %s, %s: on the wire it was encrypted"
        .formatted(tls.version(), tls.cipherSuite());
  }

  private void passed(Tapped.Passed it) throws IOException {
    InetSocketAddress peer = place(it.peer(), it.connection().id(), true);
    InetSocketAddress self = place(it.connection().local(), it.connection().id(), false);
    byte[] packet =
        it.received()
            ? IpPackets.udp(peer, self, it.bytes())
            : IpPackets.udp(self, peer, it.bytes());
    Direction direction = it.received() ? Direction.IN : Direction.OUT;
    write(it.connection().listener(), it.time(), direction, packet, "");
  }

  private void ended(Tapped.Ended it) throws IOException {
    TcpFlow flow = flows.remove(it.connection());
    if (flow == null) {
      return;
    }
    switch (it.how()) {
      case IN_ORDER -> {
        flow.end(it.time(), Direction.OUT);
        flow.end(it.time(), Direction.IN);
      }
      case BROKEN -> flow.reset(it.time(), Direction.IN);
      case CUT -> flow.reset(it.time(), Direction.OUT);
    }
  }

  /** The one that there is, or one for a connection whose beginning was lost. */
  private TcpFlow flow(Connection connection) {
    return flow(connection, 0, 0);
  }

  private TcpFlow flow(Connection connection, long received, long sent) {
    return flows.computeIfAbsent(
        connection,
        it ->
            new TcpFlow(
                place(it.peer(), it.id(), true),
                place(it.local(), it.id(), false),
                received,
                sent,
                (time, direction, packet, comment) ->
                    write(it.listener(), time, direction, packet, comment)));
  }

  /**
   * Sockets that have no address, such as Unix-domain ones, get one by their connection's number.
   */
  private static InetSocketAddress place(SocketAddress address, long id, boolean peer) {
    return address instanceof InetSocketAddress known && !known.isUnresolved()
        ? known
        : new InetSocketAddress(
            InetAddress.getLoopbackAddress(), peer ? 1024 + (int) (id % 60_000) : 1);
  }

  private void write(String listener, long time, Direction direction, byte[] packet, String comment)
      throws IOException {
    Integer link = links.get(listener);
    if (link == null) {
      link = writer.add(PcapngWriter.RAW, "listener " + listener, "");
      links.put(listener, link);
    }
    writer.write(link, time, direction, packet, withLoss(comment));
    count();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
  private void count() {
    packets++;
  }

  private String withLoss(String comment) {
    long now = lost.getAsLong();
    if (now == told) {
      return comment;
    }
    String loss =
        Dump.count(now - told, "event") + " not recorded about here: they came faster than written";
    told = now;
    return comment.isEmpty() ? loss : comment + "\n" + loss;
  }

  void flush() throws IOException {
    writer.flush();
  }

  /** Writes the counts that end the file. */
  void end(long time) throws IOException {
    for (int link : links.values()) {
      writer.counted(link, time, packets + lost.getAsLong(), lost.getAsLong());
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
