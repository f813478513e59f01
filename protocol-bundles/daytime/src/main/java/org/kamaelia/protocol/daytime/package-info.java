/** Daytime (RFC 867): the time, for people. */
@NullMarked
package org.kamaelia.protocol.daytime;

import org.jspecify.annotations.NullMarked;
