/**
 * Instruments and sources of traffic for experiments.
 *
 * <p>An {@link org.kamaelia.testbed.measure.Instrument} looks at what passes: by itself in a test,
 * or as a component within a system of them. It measures by the time it is given, so the same one
 * serves in virtual time and on real connections.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.testbed.measure;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
