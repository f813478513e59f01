package org.kamaelia.lab.experiments;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.net.ClientSettings;
import org.kamaelia.net.TcpClient;

/** Sends files of the sizes that are asked for, each over a connection of its own. */
final class Uploads extends Component<Integer, Integer> {
  private static final int CHUNK = 8192;

  private final InetSocketAddress to;
  private final int first;

  /**
   * Makes one.
   *
   * @param first the size of a file that is sent without being asked for; 0 for none
   */
  Uploads(InetSocketAddress to, int first) {
    this.to = to;
    this.first = first;
  }

  @Override
  protected void run() {
    if (first > 0) {
      upload(first);
    }
    for (int size : inbox) {
      upload(size);
      outbox.send(size);
    }
  }

  private void upload(int size) {
    Outbox<ByteBuffer> data = addOutbox("data", ByteBuffer.class);
    Inbox<ByteBuffer> end = addInbox("end", ByteBuffer.class);
    TcpClient client = new TcpClient(List.of(to), ClientSettings.STANDARD);
    data.linkTo(client.inbox());
    client.outbox().linkTo(end);
    activate(client);
    for (int left = size; left > 0; left -= CHUNK) {
      data.send(ByteBuffer.allocate(Math.min(left, CHUNK)));
    }
    removeBox(data);
    end.forEach(bytes -> {});
    removeBox(end);
  }
}
