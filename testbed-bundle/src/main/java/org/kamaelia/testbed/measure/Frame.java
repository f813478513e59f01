package org.kamaelia.testbed.measure;

/**
 * A frame of synthetic video.
 *
 * @param number from 0
 * @param captured when it was made, in nanoseconds since the first
 * @param bytes its size
 * @param rate the rate that the encoder works at, in bits a second
 */
public record Frame(long number, long captured, int bytes, long rate) {}
