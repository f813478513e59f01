package org.kamaelia.testbed.plan.planted;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;

/** Sends something a hundred times a second, from a queue that takes up what is too fast. */
public final class Broadcast extends Component<ByteBuffer, ByteBuffer> {
  private final boolean right;
  private final int size;

  /** Its queue has no limit, unless it is to do right. */
  public Broadcast(boolean right, int size) {
    this.right = right;
    this.size = size;
  }

  @Override
  protected void run() {
    Component<ByteBuffer, ByteBuffer> queue =
        Component.of("queue", (in, out) -> in.forEach(out::send));
    queue.inbox().limit(right ? 20 : Inbox.UNLIMITED);
    var toQueue = addOutbox("toQueue", ByteBuffer.class);
    toQueue.linkTo(queue.inbox());
    queue.outbox().linkTo(outbox);
    activate(queue);
    while (!inbox.atEnd()) {
      toQueue.trySend(ByteBuffer.allocate(size)); // what there is no room for is old by then
      if (sometimes("a pause in the broadcast")) {
        clock().sleep(Duration.ofSeconds(1));
      }
      inbox.receive(Duration.ofMillis(10));
    }
  }
}
