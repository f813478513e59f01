/**
 * Faults that are planned: what goes wrong in a simulation, as data that is drawn from a seed, can
 * be read and written, and is made simpler when a test fails because of it. See docs/faults.md.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.kamaelia.testbed.plan;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
