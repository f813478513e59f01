/** Fortune: a saying for each connection. */
@NullMarked
package org.kamaelia.protocol.fortune;

import org.jspecify.annotations.NullMarked;
