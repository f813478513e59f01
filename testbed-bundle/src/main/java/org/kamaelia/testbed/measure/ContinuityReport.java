package org.kamaelia.testbed.measure;

/**
 * The continuity of a part of an MPEG transport stream.
 *
 * @param pid its packet identifier
 * @param packets packets that came
 * @param discontinuities how often the counter was another than it should have been
 * @param missing packets that are missing at least: the counter has 16 values
 * @param duplicates packets that came twice, which is allowed
 */
public record ContinuityReport(
    int pid, long packets, long discontinuities, long missing, long duplicates) {}
