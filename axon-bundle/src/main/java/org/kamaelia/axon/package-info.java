/**
 * Axon: small sequential components that know only their own boxes, linked into systems.
 *
 * <p>Read in this order: {@link org.kamaelia.axon.Component} (a body with boxes), {@link
 * org.kamaelia.axon.Inbox} and {@link org.kamaelia.axon.Outbox} (typed, bounded, ended), {@link
 * org.kamaelia.axon.Linkage}, the chassis {@link org.kamaelia.axon.Pipeline} and {@link
 * org.kamaelia.axon.Graphline}, then {@link org.kamaelia.axon.Axon}, which runs them, and {@link
 * org.kamaelia.axon.Device} for those who build transports.
 *
 * <p>To look inside: {@link org.kamaelia.axon.Axon#topology}, {@link
 * org.kamaelia.axon.Axon#changes}, {@link org.kamaelia.axon.Axon#trace}, {@link
 * org.kamaelia.axon.Axon#stalls} and {@link org.kamaelia.axon.Axon#deadlocks}.
 *
 * <p>Threading: the components of a {@link org.kamaelia.axon.Group} share one {@link
 * org.kamaelia.axon.Loop}, and on a loop only one of them runs at a time. A box is used only from
 * its owner's body; what may be called from any thread says so.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.axon;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
