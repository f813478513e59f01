/** Echo (RFC 862): what comes in goes out. */
@NullMarked
package org.kamaelia.protocol.echo;

import org.jspecify.annotations.NullMarked;
