package org.kamaelia.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.internal.Approach;
import org.kamaelia.net.internal.Names;
import org.kamaelia.net.internal.Traffic;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.net.transport.TransportPoller;

/** A connection that we open, as a component; see {@link TcpClient}. */
abstract sealed class StreamClient extends Device<ByteBuffer, ByteBuffer>
    permits TcpClient, TlsClient {
  private static final Buffers BUFFERS = Buffers.standard();

  /** How long those who are told that the connection is cut may take. */
  private static final Duration FINISH_WITHIN = Duration.ofSeconds(10);

  private final Approach.Goal goal;
  private final Surroundings surroundings;

  /** Until the connection is there. */
  private @Nullable Approach approach;

  // Seen by any thread.
  private volatile @Nullable Stream stream;

  /** From when the connection is there. */
  private @Nullable Traffic traffic;

  private boolean finishing;
  private boolean lingers;
  private boolean over;

  /** When the peer's end is no longer waited for, on this loop's clock. */
  private long lingersUntil;

  /**
   * Where a client looks for addresses and connections.
   *
   * @param transport null for the loop's
   * @param names null for the transport's
   */
  record Surroundings(@Nullable Transport transport, @Nullable Names names) {
    static final Surroundings REAL = new Surroundings(null, null);
  }

  StreamClient(Approach.Goal goal, Surroundings surroundings) {
    this.goal = goal;
    this.surroundings = surroundings;
    inbox.limit(Buffers.OUTGOING);
  }

  /** The other side; nothing until the connection is there. Any thread. */
  public final Optional<SocketAddress> peer() {
    return connected().map(Stream::peer);
  }

  /** This side; nothing until the connection is there. Any thread. */
  public final Optional<SocketAddress> local() {
    return connected().map(Stream::local);
  }

  /** The connection, once it is there. Any thread. */
  final Optional<Stream> connected() {
    return Optional.ofNullable(stream);
  }

  // On the loop.

  private void ready(boolean readable, boolean writable) {
    if (traffic != null) {
      traffic.ready(readable, writable);
    }
    dispatch();
  }

  @Override
  protected final void turn() throws ConnectFailedException {
    if (traffic == null && !connect()) {
      return;
    }
    try {
      converse(Objects.requireNonNull(traffic));
    } catch (IOException e) {
      cut(Objects.requireNonNullElse(e.getMessage(), e.toString()));
    }
  }

  /** Goes on until the connection is there. */
  private boolean connect() throws ConnectFailedException {
    if (approach == null) {
      Transport given = surroundings.transport;
      Transport transport = given == null ? TransportPoller.transport(loop()) : given;
      Names names = surroundings.names == null ? transport::find : surroundings.names;
      approach =
          new Approach(
              goal, new Approach.Here(loop(), transport, names, this::random, this::ready));
    }
    Stream open = approach.advance();
    if (open == null) {
      if (finishing && approach.pauses()) {
        end();
      } else {
        wakeAfter(Duration.ofNanos(Math.max(0, approach.next() - clock().nanoTime())));
      }
      return false;
    }
    stream = open;
    approach = null;
    traffic = new Traffic(open, inbox, outbox, BUFFERS);
    // There may be something that was told of already.
    traffic.ready(true, true);
    if (finishing) {
      traffic.ignore();
    }
    return true;
  }

  private void converse(Traffic open) throws IOException {
    if (open.wantsRoom()) {
      open.receive(hasRoom(outbox));
    }
    if (open.maySend()) {
      open.send(Integer.MAX_VALUE, true);
    }
    if (open.hasMore()) {
      wake();
    }
    if (open.isOutputOver()) {
      endOrLinger(open);
    }
  }

  /** All was said. The peer is heard to its end if anybody listens, else for a while. */
  private void endOrLinger(Traffic open) {
    long now = clock().nanoTime();
    if (open.isInputOver() || (lingers && now >= lingersUntil)) {
      over = true;
      Objects.requireNonNull(stream).close();
      end();
    } else if (!lingers && (open.isDeaf() || outbox.isRefused())) {
      lingers = true;
      open.ignore();
      lingersUntil = now + Traffic.LINGER.toNanos();
      wakeAfter(Traffic.LINGER);
    }
  }

  /** There is no connection any more. */
  private void cut(String reason) {
    over = true;
    Objects.requireNonNull(stream).abort();
    signal().trySend(new Signal.Shutdown(FINISH_WITHIN, reason));
    end();
  }

  @Override
  protected final void finishing(Signal.Shutdown shutdown) {
    finishing = true;
    if (traffic == null) {
      if (inbox.isEmpty() || (approach != null && approach.pauses())) {
        // It comes too late to begin.
        end();
      } else {
        outbox.end();
      }
    } else if (!isTakerAttentive()) {
      traffic.ignore();
      outbox.end();
      wake();
    }
  }

  @Override
  protected final void released() {
    if (traffic != null) {
      traffic.close();
    }
    if (over) {
      return;
    }
    if (approach != null) {
      approach.close();
    }
    Stream open = stream;
    if (open != null) {
      // Stopped in the middle: the peer must not take it for a proper end.
      open.abort();
    }
  }
}
