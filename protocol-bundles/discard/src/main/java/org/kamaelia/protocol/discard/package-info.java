/** Discard (RFC 863): what comes in is thrown away. */
@NullMarked
package org.kamaelia.protocol.discard;

import org.jspecify.annotations.NullMarked;
