package org.kamaelia.net.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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
  private final Predicate<Runnable> hasRoom;
  private final Consumer<Stream> accepted;
  private final Consumer<Stream> shed;

  /** A descriptor that is given up so that a connection can be taken, if only to be closed. */
  private @Nullable Channel spare;

  private final Runnable roomAgain = this::roomAgain;
  private boolean attached;
  private boolean pausing;
  private boolean crowded;

  /**
   * @param hasRoom whether one more may come now; if not, those who wait are taken when it runs
   *     what it is given
   * @param accepted takes what comes
   * @param shed takes, and closes, those for whom the system has no descriptor
   */
  Acceptor(
      Loop loop,
      Port port,
      Predicate<Runnable> hasRoom,
      Consumer<Stream> accepted,
      Consumer<Stream> shed) {
    this.loop = loop;
    this.port = port;
    this.hasRoom = hasRoom;
    this.accepted = accepted;
    this.shed = shed;
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
        port.interest(!crowded);
        LOG.log(Level.INFO, "{0} accepts again", this);
      }
    } catch (ClosedChannelException e) {
      end();
    } catch (IOException e) {
      // Out of memory, say: those who wait in the backlog are taken later.
      if (!pausing) {
        pausing = true;
        port.interest(false);
        LOG.log(Level.WARNING, "{0} cannot accept for now: {1}", this, e.getMessage());
      }
      wakeAfter(PAUSE);
    }
  }

  private void accept() throws IOException {
    crowd(!hasRoom.test(roomAgain));
    for (int i = 0; i < BATCH && !crowded; i++, crowd(!hasRoom.test(roomAgain))) {
      if (spare == null) {
        spare = newSpare();
      }
      Stream stream;
      try {
        stream = port.accept();
      } catch (IOException e) {
        if (spare == null || !isOutOfDescriptors(e)) {
          throw e;
        }
        shedOne(spare);
        continue;
      }
      if (stream == null) {
        return;
      }
      accepted.accept(stream);
    }
    if (!crowded) {
      wake();
    }
  }

  /** Any thread. */
  private void roomAgain() {
    try {
      loop.execute(this::dispatch);
    } catch (IllegalStateException e) {
      // The loop is closed, and the port with it.
    }
  }

  /** Leaves the port alone, or not. */
  private void crowd(boolean now) {
    if (now != crowded) {
      crowded = now;
      port.interest(!now);
    }
  }

  /**
   * Closes the connection that has waited longest: who comes when nothing is left should hear so,
   * and not wait for a place that may never be free.
   */
  private void shedOne(Channel descriptor) throws IOException {
    descriptor.close();
    spare = null;
    Stream stream = port.accept();
    if (stream != null) {
      shed.accept(stream);
    }
  }

  private static boolean isOutOfDescriptors(IOException e) {
    return String.valueOf(e.getMessage()).contains("Too many open files");
  }

  private static @Nullable Channel newSpare() {
    try {
      return SocketChannel.open();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  protected void released() {
    port.close();
    try {
      if (spare != null) {
        spare.close();
      }
    } catch (IOException e) {
      // The descriptor is released all the same.
    }
  }
}
