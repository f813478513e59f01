package org.kamaelia.console.internal;

import org.kamaelia.net.ListenerInfo;

/**
 * A listener that was made or changed.
 *
 * @param listener as it is now
 * @param file the file that has it otherwise, and wins at the next start; empty if none
 */
record Bound(ListenerInfo listener, String file) {}
