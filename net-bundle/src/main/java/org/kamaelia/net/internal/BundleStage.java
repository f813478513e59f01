package org.kamaelia.net.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.SelfTestException;
import org.kamaelia.net.Server;

/** A bundle whose protocols are held back. */
final class BundleStage implements Server.Stage {
  private final TcpServer server;
  private final long bundle;
  private final AtomicBoolean over = new AtomicBoolean();

  BundleStage(TcpServer server, long bundle) {
    this.server = server;
    this.bundle = bundle;
  }

  @Override
  public List<ProtocolInfo> protocols() {
    return server.protocols(bundle);
  }

  @Override
  public void test(Duration within) throws SelfTestException {
    server.test(bundle, within);
  }

  @Override
  public List<String> release(long replaced) {
    if (over.getAndSet(true)) {
      throw new IllegalStateException("bundle %d is not held back any more".formatted(bundle));
    }
    return server.release(bundle, replaced);
  }

  @Override
  public void close() {
    if (!over.getAndSet(true)) {
      server.abandon(bundle);
    }
  }
}
