/**
 * What message protocols on WebSocket are written against (RFC 6455): an author implements {@link
 * org.kamaelia.websocket.WebSocketFactory}, which makes a component on boxes of {@link
 * org.kamaelia.websocket.Message}s, and registers it as a service under an {@link
 * org.kamaelia.http.HttpResource} path.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.websocket;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
