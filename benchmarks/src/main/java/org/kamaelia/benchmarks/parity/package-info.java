/** The same bulk transfers by the kernel's TCP, by the simulated one, and by ns-3's. */
@NullMarked
package org.kamaelia.benchmarks.parity;

import org.jspecify.annotations.NullMarked;
