/** The live page: what runs in a server, shown in a browser while it happens. */
@NullMarked
package org.kamaelia.page;

import org.jspecify.annotations.NullMarked;
