package org.kamaelia.record;

import java.util.List;

/**
 * A packet of a capture.
 *
 * @param link the number of the interface, from 0, in the order of the file
 * @param linkType what the bytes begin with, as the registry of link types numbers it; {@link
 *     PcapngWriter#RAW} is an IP header
 * @param time when, in nanoseconds since 1970-01-01T00:00Z
 * @param direction which way it went
 * @param length how long it was, in bytes; more than there are where it was cut off
 * @param bytes its bytes; the record's own, not to be changed
 * @param comments what was noted of it
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares packets
public record Packet(
    int link,
    int linkType,
    long time,
    Direction direction,
    int length,
    byte[] bytes,
    List<String> comments) {

  /** Copies the list. */
  public Packet {
    comments = List.copyOf(comments);
  }
}
