package org.kamaelia.page;

import java.time.Instant;

/**
 * A line of the log, or a few.
 *
 * @param number counts them, from 1
 */
record LogLine(long number, Instant when, String level, String logger, String message) {}
