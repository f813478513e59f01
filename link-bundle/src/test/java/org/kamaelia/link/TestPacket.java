package org.kamaelia.link;

import java.util.random.RandomGenerator;

/** A packet with a number. */
record TestPacket(int number, int length, int flow, Ecn ecn, boolean isCorrupt) implements Packet {
  static TestPacket of(int number, int length) {
    return new TestPacket(number, length, 0, Ecn.NOT_ECT, false);
  }

  @Override
  public Packet marked() {
    return new TestPacket(number, length, flow, Ecn.CE, isCorrupt);
  }

  @Override
  public Packet corrupted(RandomGenerator random) {
    return new TestPacket(number, length, flow, ecn, true);
  }
}
