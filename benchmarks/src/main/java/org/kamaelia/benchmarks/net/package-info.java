/** Servers side by side, each in a process of its own: what one operation costs each of them. */
@NullMarked
package org.kamaelia.benchmarks.net;

import org.jspecify.annotations.NullMarked;
