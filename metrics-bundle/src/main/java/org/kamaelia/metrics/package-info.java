/** What the server does, in numbers, and whether it is well: over HTTP, for programs. */
@NullMarked
package org.kamaelia.metrics;

import org.jspecify.annotations.NullMarked;
