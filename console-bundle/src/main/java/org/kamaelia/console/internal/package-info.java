/** What an operator sees and says: the server's commands. */
@NullMarked
package org.kamaelia.console.internal;

import org.jspecify.annotations.NullMarked;
