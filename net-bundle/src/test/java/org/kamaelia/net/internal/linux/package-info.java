/** Tests over real sockets on loopback. */
@NullMarked
package org.kamaelia.net.internal.linux;

import org.jspecify.annotations.NullMarked;
