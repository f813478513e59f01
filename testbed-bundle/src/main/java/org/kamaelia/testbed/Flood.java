package org.kamaelia.testbed;

/** An input without end, and what becomes of memory meanwhile. */
final class Flood {
  /** A peer that sends this much sends without end. */
  static final int BYTES = 16 << 20;

  private final long before = heap();
  private long taken;

  /** Sends the same again and again, until the protocol takes no more or has had the flood. */
  void send(ProtocolTester peer, byte[] chunk) {
    while (chunk.length > 0 && taken < BYTES && !peer.isMadeToWait() && !peer.hasEnded()) {
      peer.send(chunk);
      peer.take();
      taken += chunk.length;
    }
  }

  /** Checks that the flood is not kept, if the protocol has had all of it. */
  void checkMemory(ProtocolTester peer) {
    // Measured is the whole heap, which others use as well: half the flood is no accident.
    if (taken >= BYTES && heap() - before > BYTES / 2) {
      throw peer.failed("it keeps what it gets: %d bytes and more".formatted(taken));
    }
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
