/** WebSocket (RFC 6455) over HTTP/1.1, for the message protocols that other bundles register. */
@NullMarked
package org.kamaelia.protocol.websocket;

import org.jspecify.annotations.NullMarked;
