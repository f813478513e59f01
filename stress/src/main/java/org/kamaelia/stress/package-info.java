/** Axon under load, for as long as one likes: see {@code stress/README.md}. */
@NullMarked
package org.kamaelia.stress;

import org.jspecify.annotations.NullMarked;
