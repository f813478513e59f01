/** Tests over real sockets on loopback. */
@NullMarked
package org.kamaelia.net.internal;

import org.jspecify.annotations.NullMarked;
