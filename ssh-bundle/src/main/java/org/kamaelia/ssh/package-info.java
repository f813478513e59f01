/** The console over SSH. */
@NullMarked
package org.kamaelia.ssh;

import org.jspecify.annotations.NullMarked;
