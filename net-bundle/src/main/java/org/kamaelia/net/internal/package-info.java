/**
 * The server behind the API: {@link org.kamaelia.net.internal.TcpServer} keeps the books, a {@link
 * org.kamaelia.net.internal.Listener} each port, {@link org.kamaelia.net.internal.StreamConnection}
 * is a connection, {@link org.kamaelia.net.internal.Transport} the seam below it; {@link
 * org.kamaelia.net.internal.Activator} joins it to OSGi.
 */
@NullMarked
package org.kamaelia.net.internal;

import org.jspecify.annotations.NullMarked;
