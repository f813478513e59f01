/** Measurements with JMH, ours and our peers' in one go. */
@NullMarked
package org.kamaelia.benchmarks;

import org.jspecify.annotations.NullMarked;
