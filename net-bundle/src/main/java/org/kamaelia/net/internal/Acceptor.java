package org.kamaelia.net.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.function.Consumer;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/** Takes what comes at a port. */
final class Acceptor extends Device<Object, Object> implements Ready {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");

  /** Connections taken in one turn. */
  private static final int BATCH = 64;

  /** How long to leave the port alone when the system cannot hand over a connection. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Loop loop;
  private final Port port;
  private final Consumer<Stream> accepted;
  private boolean attached;
  private boolean pausing;

  Acceptor(Loop loop, Port port, Consumer<Stream> accepted) {
    this.loop = loop;
    this.port = port;
    this.accepted = accepted;
  }

  Port port() {
    return port;
  }

  @Override
  public void ready(boolean readable, boolean writable) {
    dispatch();
  }

  @Override
  protected void turn() throws IOException {
    try {
      if (!attached) {
        attached = true;
        port.attach(loop, this);
      }
      accept();
      if (pausing) {
        pausing = false;
        port.interest(true);
        LOG.log(Level.INFO, "{0} accepts again", this);
      }
    } catch (ClosedChannelException e) {
      end();
    } catch (IOException e) {
      // Out of descriptors or memory: those who wait in the backlog are taken later.
      if (!pausing) {
        pausing = true;
        port.interest(false);
        LOG.log(Level.WARNING, "{0} cannot accept for now: {1}", this, e.getMessage());
      }
      wakeAfter(PAUSE);
    }
  }

  private void accept() throws IOException {
    for (int i = 0; i < BATCH; i++) {
      Stream stream = port.accept();
      if (stream == null) {
        return;
      }
      accepted.accept(stream);
    }
    wake();
  }

  @Override
  protected void released() {
    port.close();
  }
}
