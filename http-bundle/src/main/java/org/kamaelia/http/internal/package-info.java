/** What this bundle does for those that use its API. */
@NullMarked
package org.kamaelia.http.internal;

import org.jspecify.annotations.NullMarked;
