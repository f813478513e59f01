/**
 * Media that adapt their rate to the network.
 *
 * <p>A flow of components over UDP: a sender whose rate is decided by a {@link
 * org.kamaelia.testbed.media.RateControl}, a receiver that tells it what came, and a log of every
 * packet, from which measures are taken.
 *
 * <p>A {@link org.kamaelia.testbed.media.SegmentPlayer} that asks for segments over a stream, at
 * the rates that a {@link org.kamaelia.testbed.media.SegmentChoice} says.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.testbed.media;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
