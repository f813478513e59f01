package org.kamaelia.net;

import java.util.List;

/**
 * A protocol that is registered.
 *
 * @param name its name
 * @param version its version
 * @param origin where its code comes from: the bundle, or what was given at registration
 * @param port the port it suggests, 0 for none
 * @param listeners the names of the listeners that give it to new connections
 */
public record ProtocolInfo(
    String name, String version, String origin, int port, List<String> listeners) {}
