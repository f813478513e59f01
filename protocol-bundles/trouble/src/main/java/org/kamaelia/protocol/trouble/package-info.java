/**
 * Trouble: a protocol that goes wrong when asked to, for fire drills. It shows that a fault in one
 * connection touches no other, and what an operator then sees.
 */
@NullMarked
package org.kamaelia.protocol.trouble;

import org.jspecify.annotations.NullMarked;
