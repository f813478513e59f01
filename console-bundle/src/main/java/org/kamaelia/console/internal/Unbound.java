package org.kamaelia.console.internal;

/**
 * A listener that was taken away.
 *
 * @param listener its name
 * @param file the file that its configuration came from, and will come from again; empty if none
 */
record Unbound(String listener, String file) {}
