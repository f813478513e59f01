/** What docs/axon.md shows, written against the public API as its readers will. */
@NullMarked
package org.kamaelia.guide;

import org.jspecify.annotations.NullMarked;
