/**
 * The generic server: it handles everything except the protocol.
 *
 * <p>A protocol author implements {@link org.kamaelia.net.ProtocolFactory}, which makes a component
 * for each {@link org.kamaelia.net.Connection}, and registers it as a service under a {@link
 * org.kamaelia.net.Protocol} name. The {@link org.kamaelia.net.Server} binds it to listeners,
 * described by a {@link org.kamaelia.net.ListenerSpec}; the other records are what the console
 * shows.
 *
 * <p>{@link org.kamaelia.net.TcpClient} and {@link org.kamaelia.net.TlsClient} connect to others;
 * {@link org.kamaelia.net.UdpPeer}, {@link org.kamaelia.net.UdpSocket} and {@link
 * org.kamaelia.net.MulticastTransceiver} send and receive datagrams.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.net;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
