/**
 * The seam between the server and what carries bytes: {@link org.kamaelia.net.transport.Transport}
 * and what it opens. The server's own transports are behind {@link
 * org.kamaelia.net.transport.Transport#named}; another one is accepted if it passes the testbed's
 * transport contract.
 *
 * <p>Protocols do not need this package.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.net.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
