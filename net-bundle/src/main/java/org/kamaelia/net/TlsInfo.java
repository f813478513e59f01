package org.kamaelia.net;

import java.time.Instant;

/**
 * A listener's TLS, as it is now.
 *
 * @param validUntil when the first of its certificates expires
 * @param problem why the files as they are now are not used, but those before; empty if they are
 */
public record TlsInfo(Instant validUntil, String problem) {}
