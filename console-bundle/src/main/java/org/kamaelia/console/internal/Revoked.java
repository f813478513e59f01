package org.kamaelia.console.internal;

/**
 * What {@code page --revoke} came to.
 *
 * @param held whether there was a token that held
 */
record Revoked(boolean held) {}
