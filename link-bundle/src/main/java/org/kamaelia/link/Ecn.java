package org.kamaelia.link;

/** What a packet says of explicit congestion notification, RFC 3168, section 5. */
public enum Ecn {
  /** Its sender does not take part. */
  NOT_ECT(0),
  /** Its sender takes part; also of low latency services (L4S, RFC 9331). */
  ECT_1(1),
  /** Its sender takes part. */
  ECT_0(2),
  /** Congestion was met. */
  CE(3);

  private final int bits;

  Ecn(int bits) {
    this.bits = bits;
  }

  /** The value of the two bits. */
  public int bits() {
    return bits;
  }

  /** What the last two bits of the IP header's byte say. */
  public static Ecn of(int trafficClass) {
    return switch (trafficClass & 3) {
      case 0 -> NOT_ECT;
      case 1 -> ECT_1;
      case 2 -> ECT_0;
      default -> CE;
    };
  }
}
