/** HTTP/1.1 (RFC 9110, RFC 9112), for the handlers that other bundles register. */
@NullMarked
package org.kamaelia.protocol.http;

import org.jspecify.annotations.NullMarked;
