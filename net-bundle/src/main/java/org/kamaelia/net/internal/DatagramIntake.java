package org.kamaelia.net.internal;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;

/** Takes what has come to a socket, a batch in a turn. On the socket's loop. */
public final class DatagramIntake {
  /** Datagrams in one turn; as many should find room where they go. */
  public static final int BATCH = 64;

  /** Whom they are for. */
  public interface Taker {
    /** Whether it takes another one. */
    boolean hasRoom();

    /** Takes it. */
    void take(Datagram datagram);

    /** Hears of something that was sent and did not arrive: such things happen to datagrams. */
    void missed();
  }

  private boolean readable;
  private boolean paused;

  /** Makes one that knows of nothing to receive. */
  public DatagramIntake() {}

  /** Hears what the socket is ready for. */
  public void ready(boolean nowReadable) {
    readable |= nowReadable;
  }

  /** Whether the taker had no room. */
  public boolean isPaused() {
    return paused;
  }

  /**
   * Hands over what there is.
   *
   * @return whether to look again in another turn
   * @throws ClosedChannelException if the socket is closed
   */
  public boolean run(Datagrams socket, Taker taker) throws ClosedChannelException {
    for (int i = 0; i < BATCH && (readable || paused); i++) {
      paused = !taker.hasRoom();
      if (paused) {
        return false;
      }
      try {
        Datagram datagram = socket.receive();
        if (datagram == null) {
          readable = false;
        } else {
          readable = true; // perhaps
          taker.take(datagram);
        }
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException e) {
        taker.missed();
      }
    }
    return readable;
  }
}
