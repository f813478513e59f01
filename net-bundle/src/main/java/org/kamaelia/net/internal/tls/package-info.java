/**
 * TLS on any transport. A {@link org.kamaelia.net.internal.tls.TlsStream} is a stream around
 * another one; {@link org.kamaelia.net.internal.tls.ServerTls} makes those of a listener, with the
 * {@link org.kamaelia.net.internal.tls.Identity}s that were read from PEM files, and {@link
 * org.kamaelia.net.internal.tls.ClientTls} those that we open. A {@link
 * org.kamaelia.net.internal.tls.Workbench} is what all of a server share.
 */
@NullMarked
package org.kamaelia.net.internal.tls;

import org.jspecify.annotations.NullMarked;
