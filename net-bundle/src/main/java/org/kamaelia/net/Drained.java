package org.kamaelia.net;

/**
 * What has become of connections that were told to finish.
 *
 * @param told how many there were
 * @param cut how many of them had to be cut off, as they had not ended in time and their peers did
 *     not read; the others ended in order, or by their peers' doing
 */
public record Drained(int told, int cut) {}
