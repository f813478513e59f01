/**
 * WebSocket's wire format and rules (RFC 6455, RFC 7692), for both sides. The client in this bundle
 * has it from here; bnd copies it into the bundle of the protocol, which is replaced while it runs
 * and must not depend on this bundle for it.
 */
@NullMarked
package org.kamaelia.websocket.internal;

import org.jspecify.annotations.NullMarked;
