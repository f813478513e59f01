package org.kamaelia.axon;

import java.time.Duration;
import java.util.List;

/**
 * A component that does not give its turn back, and so holds up its whole loop.
 *
 * @param loop the loop that is held up
 * @param component the name of the component, or {@code "?"} when the loop itself is busy
 * @param since how long its turn has lasted
 * @param stack where it is just now, innermost first
 */
public record Stall(String loop, String component, Duration since, List<StackTraceElement> stack) {}
