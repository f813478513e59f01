package org.kamaelia.net.internal;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.kamaelia.axon.Device;
import org.kamaelia.net.internal.tls.Workbench;

/** Has the TLS files looked at every few seconds: not on a loop, as a file system may be slow. */
final class TlsWatch extends Device<Object, Object> {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Workbench bench;
  private final Runnable look;

  TlsWatch(Workbench bench, Runnable look) {
    this.bench = bench;
    this.look = look;
  }

  @Override
  protected void turn() {
    wakeAfter(EVERY);
    try {
      bench.execute(look);
    } catch (RejectedExecutionException e) {
      end();
    }
  }
}
