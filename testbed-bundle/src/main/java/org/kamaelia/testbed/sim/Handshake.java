package org.kamaelia.testbed.sim;

/**
 * What two sides have agreed upon.
 *
 * @param payload bytes of data in a full segment
 * @param sendScale by how many bits the peer's window is shifted
 * @param receiveScale by how many bits ours is
 * @param sacks whether both have SACK
 * @param stamps whether segments carry timestamps
 * @param marks whether both take part in explicit congestion notification
 */
record Handshake(
    int payload, int sendScale, int receiveScale, boolean sacks, boolean stamps, boolean marks) {

  /** What both settings and the peer's SYN let be. */
  static Handshake of(TcpSettings settings, Segment syn, boolean ecn) {
    boolean stamps = settings.timestamps() && syn.stamped;
    int peers = syn.mss > 0 ? syn.mss : 536;
    boolean scales = syn.scale >= 0;
    return new Handshake(
        Math.min(peers, settings.mss()) - (stamps ? 12 : 0),
        scales ? Math.min(14, syn.scale) : 0,
        scales ? scale(settings.receiveBuffer()) : 0,
        settings.sack() && syn.sackPermitted,
        stamps,
        ecn);
  }

  /** As small as lets the whole buffer be told, RFC 7323, section 2. */
  static int scale(int buffer) {
    int scale = 0;
    while (scale < 14 && (65535L << scale) < buffer) {
      scale++;
    }
    return scale;
  }
}
