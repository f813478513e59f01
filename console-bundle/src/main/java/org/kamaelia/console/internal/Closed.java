package org.kamaelia.console.internal;

import org.kamaelia.net.Drained;

/**
 * Connections that were closed.
 *
 * @param connections which, in words
 * @param reset whether they were reset
 * @param drained what has become of them
 */
record Closed(String connections, boolean reset, Drained drained) {}
