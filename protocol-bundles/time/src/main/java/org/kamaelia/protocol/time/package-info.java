/** Time (RFC 868): the time, for machines. */
@NullMarked
package org.kamaelia.protocol.time;

import org.jspecify.annotations.NullMarked;
