/**
 * A flow of media that adapts its rate to the network, of components over UDP: a sender whose rate
 * is decided by a {@link org.kamaelia.testbed.media.RateControl}, a receiver that tells it what
 * came, and a log of every packet, from which measures are taken.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.testbed.media;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
