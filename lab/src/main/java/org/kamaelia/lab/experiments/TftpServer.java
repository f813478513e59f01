package org.kamaelia.lab.experiments;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Datagram;

/**
 * Sends one file as TFTP does, with RFC 7440's windows: a window of blocks, then it waits for an
 * acknowledgement. One in the middle of a window means that what follows was lost, and so does one
 * that comes again. It resends a window when none has come for a while.
 */
final class TftpServer extends Component<Datagram, Datagram> {
  private final int blocks;
  private final int lastBytes;
  private final Duration timeout;
  private int window = 1;
  private int acknowledged;
  private int highest;
  private long sent;
  private long resent;
  private long timeouts;

  TftpServer(int fileBytes, Duration timeout) {
    blocks = fileBytes / TftpPacket.BLOCK + 1; // the last one is short, and may be empty
    lastBytes = fileBytes % TftpPacket.BLOCK;
    this.timeout = timeout;
  }

  /** Blocks that were sent, again and again included. */
  long sent() {
    return sent;
  }

  long resent() {
    return resent;
  }

  long timeouts() {
    return timeouts;
  }

  @Override
  protected void run() {
    Datagram request = inbox.receive();
    window = TftpPacket.window(request.payload());
    acknowledged = -1; // the options are block 0
    transmit(request.peer());
    while (acknowledged < blocks) {
      Optional<Datagram> heard = inbox.receive(timeout);
      if (heard.isEmpty()) {
        timeouts++;
        transmit(request.peer());
        continue;
      }
      ByteBuffer packet = heard.get().payload();
      if (TftpPacket.kind(packet) != TftpPacket.ACKNOWLEDGMENT) {
        continue; // the request again: its answer will be resent
      }
      int block = TftpPacket.block(packet, Math.max(0, acknowledged));
      boolean again = block == acknowledged && window > 1; // RFC 1123, section 4.2.3.1
      if (block > acknowledged || again) {
        acknowledged = block;
        transmit(request.peer());
      }
    }
  }

  private void transmit(InetSocketAddress to) {
    if (acknowledged < 0) {
      outbox.send(new Datagram(to, TftpPacket.options(window)));
      return;
    }
    int end = Math.min(blocks, acknowledged + window);
    for (int block = acknowledged + 1; block <= end; block++) {
      int bytes = block == blocks ? lastBytes : TftpPacket.BLOCK;
      outbox.send(new Datagram(to, TftpPacket.numbered(TftpPacket.DATA, block, bytes)));
      sent++;
      resent += block <= highest ? 1 : 0;
      highest = Math.max(highest, block);
    }
  }
}
