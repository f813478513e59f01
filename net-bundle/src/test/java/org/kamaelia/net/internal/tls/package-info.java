@NullMarked
package org.kamaelia.net.internal.tls;

import org.jspecify.annotations.NullMarked;
