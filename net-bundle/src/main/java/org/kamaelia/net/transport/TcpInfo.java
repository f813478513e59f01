package org.kamaelia.net.transport;

import java.time.Duration;

/**
 * What the system knows of a TCP connection, as it is now; Linux's {@code TCP_INFO}. Where an older
 * kernel does not say, a figure is 0.
 *
 * @param rtt the smoothed round-trip time
 * @param rttVariance its mean deviation
 * @param minRtt the least round-trip time seen lately
 * @param retransmitTimeout how long it waits for an acknowledgement before it sends again
 * @param congestionWindow how many segments may be under way
 * @param slowStartThreshold in segments; a very large number until there was a loss
 * @param mss bytes in a segment that is sent
 * @param pathMtu bytes in the largest packet that gets through
 * @param unacknowledged segments under way
 * @param retransmits time-outs in a row, right now
 * @param totalRetransmits segments sent again so far
 * @param pacingRate bytes a second at which it is paced; -1 for no limit
 * @param deliveryRate bytes a second that lately arrived at the peer
 * @param bytesAcknowledged bytes that the peer has acknowledged
 * @param bytesReceived bytes received
 * @param bytesSent bytes sent, those sent again included
 * @param bytesRetransmitted bytes sent again
 * @param bytesUnsent bytes written and not sent yet
 */
public record TcpInfo(
    Duration rtt,
    Duration rttVariance,
    Duration minRtt,
    Duration retransmitTimeout,
    int congestionWindow,
    int slowStartThreshold,
    int mss,
    int pathMtu,
    int unacknowledged,
    int retransmits,
    int totalRetransmits,
    long pacingRate,
    long deliveryRate,
    long bytesAcknowledged,
    long bytesReceived,
    long bytesSent,
    long bytesRetransmitted,
    long bytesUnsent) {}
