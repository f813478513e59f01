/** Character generator (RFC 864): text, until the peer has enough. */
@NullMarked
package org.kamaelia.protocol.chargen;

import org.jspecify.annotations.NullMarked;
