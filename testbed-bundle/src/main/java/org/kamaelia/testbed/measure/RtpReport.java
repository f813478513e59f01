package org.kamaelia.testbed.measure;

import java.time.Duration;

/**
 * What came from a source of RTP.
 *
 * @param source its SSRC
 * @param received packets that came, those that came twice included once
 * @param expected packets up to the highest sequence number that came, since the first
 * @param duplicates packets that came once more
 * @param reordered packets that came behind a later one
 * @param deepest how far behind, in packets, at most
 * @param longestLoss the most packets in a row that are missing
 * @param restarts how often the sequence numbers began anew
 * @param jitter interarrival jitter as of the last packet, RFC 3550, section 6.4.1
 */
public record RtpReport(
    int source,
    long received,
    long expected,
    long duplicates,
    long reordered,
    long deepest,
    long longestLoss,
    long restarts,
    Duration jitter) {

  /** How many are missing. */
  public long lost() {
    return expected - received;
  }
}
