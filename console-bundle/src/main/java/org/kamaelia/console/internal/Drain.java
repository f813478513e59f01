package org.kamaelia.console.internal;

import org.kamaelia.net.Drained;

/**
 * A listener that was drained.
 *
 * @param listener its name
 * @param drained what has become of its connections
 */
record Drain(String listener, Drained drained) {}
