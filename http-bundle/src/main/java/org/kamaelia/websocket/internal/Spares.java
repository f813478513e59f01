package org.kamaelia.websocket.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * What compresses and expands, for those that need it for one message: it takes 300 KB, and 20
 * microseconds to make. Any thread.
 */
public final class Spares {
  /** More would be used at one time by few machines. */
  private static final int MOST = 16;

  /** In the RFC's words: no zlib header, and a window of 2^15 bytes. */
  private static final boolean RAW = true;

  private final ArrayBlockingQueue<Deflater> deflaters = new ArrayBlockingQueue<>(MOST);
  private final ArrayBlockingQueue<Inflater> inflaters = new ArrayBlockingQueue<>(MOST);

  Deflater deflater() {
    Deflater spare = deflaters.poll();
    return spare == null ? new Deflater(Deflater.DEFAULT_COMPRESSION, RAW) : spare;
  }

  Inflater inflater() {
    Inflater spare = inflaters.poll();
    return spare == null ? new Inflater(RAW) : spare;
  }

  void giveBack(Deflater used) {
    used.reset();
    if (!deflaters.offer(used)) {
      used.end();
    }
  }

  void giveBack(Inflater used) {
    used.reset();
    if (!inflaters.offer(used)) {
      used.end();
    }
  }
}
