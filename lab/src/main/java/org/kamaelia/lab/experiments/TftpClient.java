package org.kamaelia.lab.experiments;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Datagram;

/** Reads one file by TFTP, RFC 1350, with RFC 7440's windows. */
final class TftpClient extends Component<Datagram, Datagram> {
  private final InetSocketAddress server;
  private final int window;
  private final Duration timeout;

  /** The last block that came in order. */
  private int last = -1;

  /** Blocks since the last acknowledgement. */
  private int unacknowledged;

  /** The block after which a gap was told of already. */
  private int told = -1;

  private long bytes;
  private long doneAt = -1;

  TftpClient(InetSocketAddress server, int window, Duration timeout) {
    this.server = server;
    this.window = window;
    this.timeout = timeout;
  }

  /** When the last block came, in nanoseconds; -1 if it has not. */
  long doneAt() {
    return doneAt;
  }

  long bytes() {
    return bytes;
  }

  @Override
  protected void run() {
    Optional<Datagram> first;
    do {
      outbox.send(new Datagram(server, TftpPacket.read("file", window)));
      first = inbox.receive(timeout);
    } while (first.isEmpty());
    take(first.get());
    inbox.forEach(this::take); // also after the last block: its acknowledgement may be lost
  }

  private void take(Datagram datagram) {
    ByteBuffer packet = datagram.payload();
    switch (TftpPacket.kind(packet)) {
      case TftpPacket.OPTIONS -> {
        last = Math.max(last, 0);
        acknowledge(datagram.peer());
      }
      case TftpPacket.DATA -> data(datagram.peer(), packet);
      default -> {}
    }
  }

  private void data(InetSocketAddress peer, ByteBuffer packet) {
    int block = TftpPacket.block(packet, last);
    if (block == last + 1) {
      last = block;
      bytes += packet.remaining() - 4;
      unacknowledged++;
      boolean ends = packet.remaining() - 4 < TftpPacket.BLOCK;
      if (ends && doneAt < 0) {
        doneAt = clock().nanoTime();
      }
      if (ends || unacknowledged == window) {
        acknowledge(peer);
      }
    } else if (block == last) {
      acknowledge(peer); // sent again: the acknowledgement was lost
    } else if (block > last && told != last) {
      told = last; // once for each gap, or each block behind it would have a window resent
      acknowledge(peer);
    }
  }

  private void acknowledge(InetSocketAddress peer) {
    unacknowledged = 0;
    outbox.send(new Datagram(peer, TftpPacket.numbered(TftpPacket.ACKNOWLEDGMENT, last, 0)));
  }
}
