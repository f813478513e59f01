package org.kamaelia.testbed.sim;

/** How a recovery comes down to its new window: proportional rate reduction, RFC 6937. In bytes. */
final class RateReduction {
  private long target;
  private long flight;
  private long delivered;
  private long out;
  private long window;

  /**
   * @param newTarget the window to come down to
   * @param former the window to come down from
   * @param inFlight what is on its way
   */
  void begin(long newTarget, long former, long inFlight) {
    target = newTarget;
    flight = Math.max(1, former);
    delivered = 0;
    out = 0;
    window = inFlight;
  }

  /**
   * @param bytes that have arrived
   * @param progress whether it looks as if nothing more was lost
   */
  void acknowledged(long bytes, boolean progress, long inFlight, int mss) {
    delivered += bytes;
    long more;
    if (inFlight > target) {
      more = (delivered * target + flight - 1) / flight - out;
    } else {
      long most = Math.max(delivered - out, bytes);
      more = Math.min(target - inFlight, progress ? most + mss : most);
    }
    // The first is sent again at once: that is what makes it fast.
    window = inFlight + Math.max(out == 0 ? mss : 0, more);
  }

  void sent(long bytes) {
    out += bytes;
  }

  long window() {
    return window;
  }
}
