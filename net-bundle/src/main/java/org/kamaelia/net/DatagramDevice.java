package org.kamaelia.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.internal.DatagramIntake;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.TransportPoller;

/**
 * A socket for datagrams as a component. While its outbox has no room it leaves what comes to the
 * system, whose buffer drops what does not fit. What cannot be sent is counted and dropped, as the
 * network would drop it.
 *
 * <p>It ends when its inbox has ended and nothing has come for a second after that, or when it is
 * told to finish and has sent what waited.
 */
abstract sealed class DatagramDevice<I, O> extends Device<I, O> implements Ready
    permits UdpSocket, UdpPeer, MulticastTransceiver {
  /** How long answers are waited for when nothing more will be asked. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final InetSocketAddress wanted;
  private final Options options;
  private @Nullable Datagrams socket;
  private @Nullable Datagram head;
  private final DatagramIntake intake = new DatagramIntake();
  private final Receiver receiver = new Receiver();
  private boolean blocked;
  private boolean finishing;

  /** When something last came, or the inbox ended. */
  private long quietFrom;

  private boolean asked = true;

  // Read by others without synchronisation: a late value does no harm.
  private volatile @Nullable InetSocketAddress local;
  private long unsent;

  DatagramDevice(InetSocketAddress local, Options options) {
    this.wanted = local;
    this.options = options;
  }

  /** Where it receives; nothing until it is open. Any thread. */
  public final Optional<InetSocketAddress> local() {
    return Optional.ofNullable(local);
  }

  /** How many datagrams could not be sent. Any thread. */
  public final long unsent() {
    return unsent;
  }

  /** What is to be sent for a message. */
  abstract Datagram outgoing(I message);

  /** The message for what came; null to pass over it. */
  abstract @Nullable O incoming(Datagram datagram);

  /**
   * Where it is to be open; null if that is not known yet, and then there is a turn when it is.
   *
   * @throws IOException if it will not be known
   */
  @Nullable InetSocketAddress wanted() throws IOException {
    return wanted;
  }

  /** The socket is open, and nothing is told of yet. */
  void opened(Datagrams open) throws IOException {}

  // On the loop.

  @Override
  public final void ready(boolean nowReadable, boolean nowWritable) {
    intake.ready(nowReadable);
    blocked &= !nowWritable;
    dispatch();
  }

  @Override
  protected final void turn() throws IOException {
    Datagrams open = socket;
    if (open == null) {
      InetSocketAddress where = wanted();
      if (where == null) {
        if (finishing) {
          end();
        }
        return;
      }
      open = TransportPoller.transport(loop()).datagrams(where, options);
      socket = open;
      local = open.local();
      opened(open);
      open.attach(loop(), this);
    }
    if (intake.run(open, receiver)) {
      wake();
    }
    if (!blocked) {
      transmit(open);
    }
    open.interest(!intake.isPaused(), blocked);
    if (head == null && (inbox.atEnd() || finishing)) {
      endWhenQuiet();
    }
  }

  /** Hands on what is received. */
  private final class Receiver implements DatagramIntake.Taker {
    @Override
    public boolean hasRoom() {
      return DatagramDevice.this.hasRoom(outbox);
    }

    @Override
    public void take(Datagram datagram) {
      quietFrom = clock().nanoTime();
      O message = incoming(datagram);
      if (message != null) {
        outbox.send(message);
      }
    }

    @Override
    public void missed() {
      unsent++;
    }
  }

  private void transmit(Datagrams open) {
    for (int i = 0; i < DatagramIntake.BATCH && !blocked; i++) {
      if (head == null) {
        head = inbox.poll().map(this::outgoing).orElse(null);
        if (head == null) {
          break;
        }
      }
      try {
        blocked = !open.send(head);
      } catch (IOException e) {
        unsent++;
      }
      head = blocked ? head : null;
    }
    unsent += open.flush();
    if (!blocked && !inbox.isEmpty()) {
      wake();
    }
  }

  private void endWhenQuiet() {
    long now = clock().nanoTime();
    if (finishing) {
      end();
    } else if (asked) {
      asked = false;
      quietFrom = now;
      wakeAfter(QUIET);
    } else if (now - quietFrom >= QUIET.toNanos()) {
      end();
    } else {
      wakeAfter(QUIET.minusNanos(now - quietFrom));
    }
  }

  @Override
  protected final void finishing(Signal.Shutdown shutdown) {
    finishing = true;
    outbox.end();
    wake();
  }

  @Override
  protected final void released() {
    if (socket != null) {
      socket.close();
    }
  }
}
