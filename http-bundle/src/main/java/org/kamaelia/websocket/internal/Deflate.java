package org.kamaelia.websocket.internal;

/**
 * What was agreed on about compression (RFC 7692, 7.1).
 *
 * @param keepsOurs whether what we send builds on what we sent before
 * @param keepsTheirs whether what the peer sends does
 */
public record Deflate(boolean keepsOurs, boolean keepsTheirs) {}
